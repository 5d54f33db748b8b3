/// What a command takes beside its options: a text, an id, a file.
package struct Operand<Options: CommandOptions>: Sendable {
  /// How it is called in texts: `TEXT`.
  let placeholder: String
  /// What it is: sentences for help, man page and README.
  let summary: String
  /// Whether the command does nothing without it.
  let isRequired: Bool
  /// Which texts it may be.
  let accepted: String
  /// Whether every further argument is one more of it.
  var isRepeated = false
  /// Takes it; false: it is none of those.
  let apply: @Sendable (inout Options, String) -> Bool

  /// An operand that need not be there.
  package static func optional(
    _ placeholder: String, _ summary: String, _ path: any WritableKeyPath<Options, String?> & Sendable
  ) -> Operand {
    make(placeholder, summary, isRequired: false, path)
  }

  /// A text that need not be there, and may be empty: the command itself says what it thinks of that.
  package static func text(
    _ placeholder: String, _ summary: String, _ path: any WritableKeyPath<Options, String?> & Sendable
  ) -> Operand {
    Operand(
      placeholder: placeholder, summary: summary, isRequired: false, accepted: "any text"
    ) { options, text in
      options[keyPath: path] = text
      return true
    }
  }

  /// An operand that must be there.
  package static func required(
    _ placeholder: String, _ summary: String, _ path: any WritableKeyPath<Options, String?> & Sendable
  ) -> Operand {
    make(placeholder, summary, isRequired: true, path)
  }

  /// An operand that may come as often as one likes, or not at all.
  package static func repeated(
    _ placeholder: String, _ summary: String, _ path: any WritableKeyPath<Options, [String]> & Sendable
  ) -> Operand {
    Operand(
      placeholder: placeholder, summary: summary, isRequired: false,
      accepted: "any text that is not empty", isRepeated: true
    ) { options, text in
      options[keyPath: path].append(text)
      return !text.isEmpty
    }
  }

  private static func make(
    _ placeholder: String, _ summary: String, isRequired: Bool,
    _ path: any WritableKeyPath<Options, String?> & Sendable
  ) -> Operand {
    Operand(
      placeholder: placeholder, summary: summary, isRequired: isRequired,
      accepted: "any text that is not empty"
    ) { options, text in
      options[keyPath: path] = text
      return !text.isEmpty
    }
  }

  /// As it stands in a synopsis: `ID`, `[TEXT]`, `[FILE…]`.
  var label: String { isRequired ? placeholder : "[\(placeholder)\(isRepeated ? "…" : "")]" }
}
