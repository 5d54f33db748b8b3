import BotChatCore
import BotChatTools
import Testing

@Suite("Command line: what relay understands")
struct CommandLineParsingTests {
  private static func options(_ change: (inout RelayOptions) -> Void) -> Invocation<RelayOptions> {
    var options = RelayOptions()
    change(&options)
    return .run(options)
  }

  @Test(
    "DESIGN 7: options come with = or a space, in any order, and the last of two counts",
    arguments: [
      ([], options { _ in }),
      (["--"], options { _ in }),
      (["--config", "/c"], options { $0.config = "/c" }),
      (["--config=/c"], options { $0.config = "/c" }),
      (["--config=a=b"], options { $0.config = "a=b" }),
      (["--config=--check"], options { $0.config = "--check" }),
      (["--config", "-"], options { $0.config = "-" }),
      (["--config", "/a", "--config", "/b"], options { $0.config = "/b" }),
      (["--check", "--config", "/c"], options { ($0.check, $0.config) = (true, "/c") }),
      (["--once", "--once"], options { $0.once = true }),
      (["--backfill", "--yes"], options { ($0.backfill, $0.yes) = (true, true) }),
      (["--since", "2h"], options { $0.since = .ago(.hours(2)) }),
      (["--since", "2026-02-10 19:32"], options { $0.since = .written("2026-02-10 19:32:00") }),
      (["--from-old", "/old"], options { $0.fromOld = "/old" }),
      (["--help"], .help),
      (["--once", "--help", "--bogus"], .help),
      (["--version", "--help"], .version),
      (["--man"], .manual),
      (["--man", "--bogus"], .manual),
    ])
  func understood(arguments: [String], invocation: Invocation<RelayOptions>) throws {
    #expect(try relayCommand.parse(arguments) == invocation)
  }

  @Test(
    "DESIGN 7: a wrong command line exits 64, and says what was meant",
    arguments: [
      (["--confg", "x"], "unknown option \"--confg\"", "did you mean --config?"),
      (["--Check"], "unknown option \"--Check\"", "did you mean --check?"),
      (["--conf=x"], "unknown option \"--conf\"", "did you mean --config?"),
      (["-once"], "unknown option \"-once\"", "did you mean --once?"),
      (["--chec"], "unknown option \"--chec\"", "did you mean --check?"),
      (["-h"], "unknown option \"-h\"", "see relay --help for the options"),
      (["---"], "unknown option \"---\"", "see relay --help for the options"),
      (["--=x"], "unknown option \"--\"", "see relay --help for the options"),
      (["--frobnicate"], "unknown option \"--frobnicate\"", "see relay --help for the options"),
      (["--config"], "--config needs a value", "write --config FILE"),
      (["--config="], "--config: \"\" is no FILE", "accepted: any text that is not empty"),
      (
        ["--config", "--check"], "--config needs a value, and \"--check\" looks like an option",
        "write --config FILE, or --config=--check when that is the value"
      ),
      (["--once=yes"], "--once takes no value", "write --once alone"),
      (["--help=me"], "--help takes no value", "write --help alone"),
      (["--man=1"], "--man takes no value", "write --man alone"),
      (["start"], "unexpected argument \"start\"", "relay takes options only, see relay --help"),
      (["--", "--once"], "unexpected argument \"--once\"", "relay takes options only, see relay --help"),
      (["-"], "unexpected argument \"-\"", "relay takes options only, see relay --help"),
      ([""], "unexpected argument \"\"", "relay takes options only, see relay --help"),
      (
        ["--since", "yesterday"], "--since: \"yesterday\" is no TIME",
        "accepted: a time as in the headers, such as \"2026-02-10 19:32\", or an age such as 2h"
      ),
      (
        ["--backfill", "--since", "2h"], "--backfill and --since do not go together",
        "each says where the history begins: give one"
      ),
    ])
  func refused(arguments: [String], what: String, hint: String) {
    #expect(throws: Complaint(what, hint: hint, exit: .usage)) { try relayCommand.parse(arguments) }
  }

  @Test("DESIGN 7: arguments by the hundred thousand cost no more than their number")
  func many() throws {
    let arguments = Array(repeating: "--once", count: 200_000)
    #expect(try relayCommand.parse(arguments) == Self.options { $0.once = true })
  }
}
