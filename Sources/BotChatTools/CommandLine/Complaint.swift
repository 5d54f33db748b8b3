import BotChatCore

/// What a tool tells the person when it cannot do what was asked, and how it exits then.
///
/// Both sentences are lower case and without a full stop. They may quote anything: what could harm a
/// terminal or a log is made visible when the text is made.
/// Source: DESIGN 7.
package struct Complaint: Error, Sendable, Equatable {
  /// What failed, which, and why.
  package let what: String
  /// What to do now; nil: nothing can be advised.
  package let hint: String?
  /// The code to exit with.
  package let exit: ExitCode

  /// Makes a complaint from its sentences.
  package init(_ what: String, hint: String? = nil, exit: ExitCode) {
    self.what = what
    self.hint = hint
    self.exit = exit
  }

  /// Makes the complaint about a configuration file; `what` begins with `file:line:column`.
  package init(_ error: ConfigurationError) {
    self.init(error.description, hint: error.hint, exit: .configuration)
  }

  /// The lines for standard error: `relay: error: …`, then `relay: hint: …`, each with its line end.
  package func text(tool: String, colour: Colour = .off) -> String {
    let error = "\(tool): \(colour.red("error:")) \(Escaping.visible(what))\n"
    guard let hint else { return error }
    return error + "\(tool): \(colour.bold("hint:")) \(Escaping.visible(hint))\n"
  }
}
