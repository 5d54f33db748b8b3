import BotChatCore
import Testing

private func mark(path: String = "/etc/botchat/botchat.yaml", changed: Bool = false) -> LifeMark {
  LifeMark(
    pid: 4711, start: 123_456, steady: 98_765, config: "0123456789ab", changed: changed, version: "0.1.0",
    path: path)
}

private let line =
  "pid=4711 start=123456 steady=98765 config=0123456789ab changed=no version=0.1.0 path=/etc/botchat/botchat.yaml\n"

@Suite("H2: marks of life")
struct LifeMarkTests {
  @Test("a mark is one line that a person can read")
  func text() {
    #expect(mark().text == line)
    #expect(LifeMark(text: line) == mark())
  }

  @Test(
    "what was written is read, whatever stands in the path",
    arguments: [
      "/a b", "/x\npid=1 start=1 steady=1 config=a changed=no version=1 path=/y\n", "/100%", "/%0A",
      "/ü/\u{2028}",
      "", "/tab\tNUL\0DEL\u{7f}", "/e\u{301}", "\r\n",
    ])
  func roundTrip(path: String) throws {
    let mark = mark(path: path, changed: true)
    #expect(mark.text.utf8.filter { $0 == 10 }.count == 1)
    let read = try #require(LifeMark(text: mark.text))
    #expect(read == mark)
    #expect(read.path.utf8.elementsEqual(path.utf8))
  }

  @Test(
    "what nobody of ours wrote is no mark",
    arguments: [
      "", "\n", String(line.dropLast()), line + "\n", line + "tail of an older, longer one\n", " " + line,
      line.replacing("pid=4711", with: "pid=0"), line.replacing("pid=4711", with: "pid=-4711"),
      line.replacing("pid=4711", with: "pid=+4711"), line.replacing("pid=4711", with: "pid=04711"),
      line.replacing("pid=4711", with: "pid=99999999999"), line.replacing("start=123456", with: "start="),
      line.replacing("steady", with: "stable"), line.replacing("changed=no", with: "changed=maybe"),
      line.replacing("/etc", with: "/%6Ftc"), line.replacing("/etc", with: "/%0atc"),
      line.replacing("/etc", with: "/%FF"), line.replacing("/etc", with: "/%"),
      line.replacing(" path", with: "  path"),
      line.replacing("config=0123456789ab ", with: ""),
    ])
  func strict(text: String) {
    #expect(LifeMark(text: text) == nil)
  }
}
