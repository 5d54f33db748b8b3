import BotChatCore
import BotChatSystem

/// What can be said of a call before it is made: for `--check`.
enum CallCheck {
  /// The call in one line; a token is named by its file.
  static func text(_ call: Call) -> String {
    switch call {
    case .run(let arguments): arguments.joined(separator: " ")
    case .post(let url, let token): "post to \(url)" + (token.map { " with the token in \($0)" } ?? "")
    }
  }

  /// What stands in its way; nil: nothing that can be seen from here.
  static func problem(_ call: Call) -> String? {
    switch call {
    case .run(let arguments): return arguments.first.flatMap(ProgramPath.problem)
    case .post(let url, let token):
      do {
        _ = try HTTPRequest(url: url, headers: [], body: [])
        if let token { _ = try TokenFile(path: token).read() }
        return nil
      } catch {
        return "\(error)"
      }
    }
  }
}
