import BotChatCore
import Testing

@Suite("Instructions that the toolkit makes wrong")
struct InstructionReaderTests {
  /// Ross reads; John and Jack share another file.
  private static let reader = InstructionReader(
    Neighbourhood(
      own: ["Ross"], others: ["John", "Jack"],
      otherChats: ["/root/openclaw-clients/john/workspace/BOT_CHAT.md"]))

  private static func kinds(_ text: String) -> [Instruction.Kind] { reader.read(text).flatMap(\.kinds) }

  @Test(
    "writing into a second file is found",
    arguments: [
      "Always write your message to both files (BOT_CHAT.md).",
      "Append it to /root/openclaw-clients/john/workspace/BOT_CHAT.md as well.",
      "- After posting, copy the message to John's chat file",
      "Put the same text in /shared/john/BOT_CHAT.md, so that he sees it",
      "## Write to BOTH BOT_CHAT files",
      "Do not forget to write to both BOT_CHAT.md files.",
      "Run `cat msg >> /shared/john/BOT_CHAT.md` when done",
      "BOT_CHAT: your reply goes in twice, so append it to the other bot's file",
      "```bash\ncat >> /root/openclaw-clients/john/workspace/BOT_CHAT.md <<'EOF'\ntext\nEOF\n```",
      "```\necho hi | tee -a BOT_CHAT.md /shared/john/BOT_CHAT.md\n```",
      "```sh\nTHEIRS=\"/shared/john/BOT_CHAT.md\"\nprintf '%s' \"$m\" >> \"${THEIRS}\"\n```",
      "```sh\nfor f in BOT_CHAT.md /shared/john/BOT_CHAT.md; do\n  echo hi >> $f\ndone\n```",
      "```python\nopen('/shared/john/BOT_CHAT.md', 'a').write(m)\n```",
    ])
  func secondFile(text: String) {
    #expect(Self.kinds(text) == [.secondFile], "\(text)")
  }

  @Test(
    "waking another bot is found",
    arguments: [
      "Then wake John with a system event.",
      "BOT_CHAT: when you have written, wake the other bot",
      "If John does not answer, wake him (BOT_CHAT)",
      "Run `docker exec openclaw-john openclaw system event --text hi --mode now`",
      "```\ndocker exec openclaw-john \\\n  openclaw system event --text hi --mode now\n```",
      "```\ndocker exec \"$BOT\" openclaw system event --text hi\n```",
      "```\ncurl -X POST http://john:18789/hooks/wake -d '{}'\n```",
      "`openclaw system event --url ws://10.0.0.2:18789 --text hi` tells the neighbour",
    ])
  func waking(text: String) {
    #expect(Self.kinds(text) == [.waking], "\(text)")
  }

  @Test(
    "an old script is found",
    arguments: [
      "Make sure that /root/bot-chat-relay.sh is running.", "```\n./start-monitors.sh &\n```",
      "Restart bot-chat-relay.sh if it has died",
    ])
  func oldScript(text: String) {
    #expect(Self.kinds(text) == [.oldScript], "\(text)")
  }

  @Test(
    "what is right, forbidden or about something else is left alone",
    arguments: [
      "Never write to both BOT_CHAT.md files.", "Do not wake John; the relay does.",
      "Don't append to John's chat file, or wake him (BOT_CHAT)", "Wake nobody. BOT_CHAT is carried for you.",
      "Read /root/openclaw-clients/john/workspace/BOT_CHAT.md when you must.",
      "Append your message to BOT_CHAT.md.", "Write two files: report.md and summary.md", "Wake up at 7.",
      "Send John a message by `botchat send --from Ross --to John`.",
      "```\nopenclaw system event --text \"John wrote\" --mode now --session-key agent:ross:main\n```"
        .replacing("John wrote", with: "look"),
      "```\ndocker exec openclaw-ross openclaw system event --text hi\n```",
      "```\ncat /shared/john/BOT_CHAT.md\n```", "Update the other file in src/ when it changes.",
      "There is no need to wake John.", "```\n# never wake John here\n```",
    ])
  func harmless(text: String) {
    #expect(Self.kinds(text) == [], "\(text)")
  }

  @Test("a command is one finding with its continuations and its text, and nothing moves by the edit")
  func range() throws {
    let text =
      "a\n```sh\n  docker exec openclaw-john \\\n    openclaw system event\ncat >> /x/john/BOT_CHAT.md <<END\nb\nEND\n```\n"
    let found = Self.reader.read(text)
    try #require(found.count == 2)
    #expect(found[0].lines == 3...4)
    #expect(found[0].replacement == "  # Wake nobody; whoever is written to is woken.")
    #expect(found[1].lines == 5...7)
    #expect(
      found[1].edit(of: "/w/it's.md")
        == "sed -i -e '5c\\# Write into your own chat file only; the relay carries it on.' -e '6,7s/.*//' '/w/it'\\''s.md'"
    )
  }

  @Test(
    "the replacement keeps the form of the line",
    arguments: [
      ("- wake John", "- "), ("  * [ ] wake John", "  * [ ] "), ("3. wake John", "3. "),
      ("## Wake John", "## "),
      ("> wake John", "> "), ("wake John", ""), ("\twake John", "\t"),
    ])
  func form(line: String, prefix: String) throws {
    let found = Self.reader.read(line)
    try #require(found.count == 1)
    #expect(found[0].replacement == prefix + "Wake nobody; whoever is written to is woken.")
  }

  @Test("once edited, nothing is found any more, whatever it was")
  func edited() {
    let text = """
      # BOT_CHAT
      - Write to both files and wake John, then check that bot-chat-relay.sh runs
      | wake John | always |
      ```bash
      cat >> /x/john/BOT_CHAT.md <<END
      b
      END
      # then wake John
      docker exec openclaw-john openclaw system event
      ```
      """
    let found = Self.reader.read(text)
    #expect(
      found.map(\.kinds) == [
        [.secondFile, .waking, .oldScript], [.waking], [.secondFile], [.waking], [.waking],
      ])
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for one in found {
      for line in one.lines { lines[line - 1] = "" }
      lines[one.lines.lowerBound - 1] = one.replacement
    }
    #expect(Self.reader.read(lines.joined(separator: "\n")).isEmpty, "\(lines)")
  }

  @Test("line ends of Windows and a fence that never ends do no harm")
  func odd() {
    #expect(Self.reader.read("a\r\nwake John\r\n").map(\.lines) == [2...2])
    #expect(Self.reader.read("```\ncat >> /x/john/BOT_CHAT.md <<END\nno end").map(\.lines) == [2...2])
    #expect(Self.reader.read("```\nfor f in x \\").isEmpty)
    #expect(Self.reader.read("").isEmpty)
  }
}
