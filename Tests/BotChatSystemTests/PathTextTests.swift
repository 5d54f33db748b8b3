import BotChatSystem
import Testing

@Suite("Paths as text")
struct PathTextTests {
  @Test(
    "A path is divided at its last slash, whatever stands behind it",
    arguments: [
      ("/a/b.md", "/a", "b.md"), ("/b.md", "", "b.md"), ("b.md", "", "b.md"), ("a/", "a", ""),
      ("/a/\u{65A}b", "/a", "\u{65A}b"), ("//\u{301}", "/", "\u{301}"),
    ])
  func divide(path: String, folder: String, name: String) {
    #expect(PathText.divide(path) == (folder, name))
  }

  @Test("A slash with a combining mark behind it is a slash")
  func combined() {
    #expect(PathText.isAbsolute("/\u{65A}a"))
    #expect(PathText.names("/\u{65A}a/\u{301}b/") == ["\u{65A}a", "\u{301}b"])
    #expect(PathText.endsInSlash("a/") && !PathText.endsInSlash("a/\u{301}"))
  }
}
