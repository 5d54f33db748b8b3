import BotChatCore

/// One row of a tool's table: an option, what it takes, what it does, and the words that explain it.
///
/// The row is the only place that knows the option: parsing, help, man page and README come from it, and one
/// without an explanation does not compile.
package struct Option<Options: CommandOptions>: Sendable {
  /// What happens when the option is met.
  enum Effect: Sendable {
    /// It changes the options.
    case flag(@Sendable (inout Options) -> Void)
    /// It changes them by a value; false: the value is not accepted.
    case value(placeholder: String, accepted: String, @Sendable (inout Options, String) -> Bool)
    /// The tool explains itself and does nothing else.
    case help
    /// The tool says its version and does nothing else.
    case version
    /// The tool prints its man page and does nothing else.
    case manual
  }

  /// The name without its two dashes.
  let name: String
  /// The letter behind one dash that means the same; nil: there is none.
  var letter: Character?
  /// What it does: sentences for help, man page and README.
  let summary: String
  /// What happens when it is met.
  let effect: Effect

  /// The name of the value in texts; nil when it takes none.
  var placeholder: String? {
    guard case .value(let placeholder, _, _) = effect else { return nil }
    return placeholder
  }

  /// An option without a value.
  package static func flag(
    _ name: String, _ summary: String, _ path: any WritableKeyPath<Options, Bool> & Sendable
  ) -> Option {
    Option(name: name, summary: summary, effect: .flag { $0[keyPath: path] = true })
  }

  /// An option with a path or another text that must not be empty; the last one given counts.
  package static func value(
    _ name: String, _ placeholder: String, _ summary: String,
    _ path: any WritableKeyPath<Options, String?> & Sendable
  ) -> Option {
    .value(name, placeholder, summary, accepted: "any text that is not empty") { options, text in
      options[keyPath: path] = text
      return !text.isEmpty
    }
  }

  /// An option with a stretch of time, such as `30s`.
  package static func interval(
    _ name: String, _ summary: String, _ path: any WritableKeyPath<Options, Interval> & Sendable
  ) -> Option {
    .value(name, "TIME", summary, accepted: "a number with a unit, such as 30s") { options, text in
      guard let interval = Interval(text) else { return false }
      options[keyPath: path] = interval
      return true
    }
  }

  /// An option with a value that `apply` reads; it answers false to what `accepted` does not describe.
  package static func value(
    _ name: String, _ placeholder: String, _ summary: String, accepted: String,
    apply: @escaping @Sendable (inout Options, String) -> Bool
  ) -> Option {
    Option(
      name: name, summary: summary,
      effect: .value(placeholder: placeholder, accepted: accepted, apply))
  }

  /// The same option, that a letter behind one dash means too.
  package func letter(_ letter: Character) -> Option {
    var option = self
    option.letter = letter
    return option
  }

  /// The options that every tool has, after its own.
  static func shared(_ place: ConfigurationPlace) -> [Option] {
    [
      .value(
        "config", "FILE",
        "Read this configuration file. Default: $\(place.variable), else ~/\(place.inHome), else \(place.machine).",
        \.config),
      Option(name: "help", summary: "Print this help, with an example, and exit.", effect: .help),
      Option(name: "version", summary: "Print the version and exit.", effect: .version),
      Option(name: "man", summary: "Print the man page, in roff, and exit.", effect: .manual),
    ]
  }
}
