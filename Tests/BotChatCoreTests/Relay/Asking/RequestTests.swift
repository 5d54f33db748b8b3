import BotChatCore
import BotChatFormat
import Testing

@Suite("Relay: requests as bytes")
struct RequestTests {
  static let requests: [Request] = [
    .resend(
      Resend(
        id: MessageID(high: 1, low: .max), home: "/a\nb/BOT_CHAT.md", headerLine: Array("### x\r".utf8),
        body: [0, 255, 10, 10, 0x23, 10], continuation: 3, recipient: "Ross")),
    .resend(Resend(id: MessageID(high: 0, low: 0), home: "", headerLine: [], body: [])),
    .drop(Drop(id: MessageID(high: 7, low: 8), places: [])),
    .drop(
      Drop(
        id: MessageID(high: 7, low: 8),
        places: [Drop.Place(home: "/a", number: 0), Drop.Place(home: "/b 1\n", number: 1 << 40)])),
    .dropProblem(Problem.Key(.unknownRecipient, "Ross → Jhon\n")), .dropProblems,
  ]

  @Test("F5: a request comes back as it was written, whatever bytes a message has", arguments: requests)
  func roundTrip(request: Request) { #expect(Request(bytes: request.bytes) == request) }

  @Test("a request that is cut off, or has something behind it, is none", arguments: requests)
  func torn(request: Request) {
    for count in 0..<request.bytes.count { #expect(Request(bytes: Array(request.bytes[..<count])) == nil) }
    #expect(Request(bytes: request.bytes + [10]) == nil)
    #expect(Request(bytes: request.bytes + Array("to 1\nx\n".utf8)) == nil)
  }

  @Test(
    "what is no request is none",
    arguments: [
      "", "resend", "botchat request 2\nask 13\ndrop-problems\n", "botchat request 1\nask 4\nfly!\n",
      "botchat request 1\nask 99999999999999999999\ndrop-problems\n", "botchat request 1\nask -1\n\n",
      "botchat request 1\nask 13 \ndrop-problems\n", "botchat request 1\nask  13\ndrop-problems\n",
      "botchat request 1\nask 13\ndrop-problems\n",
      "botchat request 1\nask 12\ndrop-problem\nkind 4\nnone\nsubject 1\nx\n",
      "botchat request 1\nask 4\ndrop\nid 4\n3fa8\n",
    ])
  func noRequest(text: String) { #expect(Request(bytes: Array(text.utf8)) == nil) }

  @Test("the reply is one line, and what is stored of it comes back")
  func reply() {
    for reply in [Reply(isDone: true, "resent 3fa8 to Ross"), Reply(isDone: false, "")] {
      #expect(Reply(line: reply.line) == reply)
      #expect(Answered(text: Answered("17-4", reply).text) == Answered("17-4", reply))
    }
    #expect(Reply(line: "okay") == nil && Answered(text: "17") == nil && Answered(text: "17 hm") == nil)
  }
}
