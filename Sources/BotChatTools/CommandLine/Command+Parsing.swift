import BotChatCore

extension Command {
  /// Reads the arguments, without the program's own name.
  ///
  /// `--name`, `--name=value`, `--name value`, `-n value`, `-nvalue`, and `--` that ends the options. Names are never abbreviated:
  /// a script that does would break with the next option. Of an option given twice the last counts, and
  /// `--help`, `--version` or `--man` wins over whatever follows it.
  ///
  /// - Throws: a complaint with exit code 64 about the first argument that is not understood.
  package func parse(_ arguments: [String]) throws(Complaint) -> Invocation<Options> {
    var options = Options()
    var rest = arguments[...]
    var wanted = operands[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        for operand in rest { try take(operand, &wanted, &options) }
        break
      }
      // A single dash is the name that means standard input: an operand.
      guard argument.utf8.first == UInt8(ascii: "-"), argument != "-" else {
        try take(argument, &wanted, &options)
        continue
      }

      let (name, given) = split(argument)
      guard let option = self.options.first(where: { $0.isCalled(name) }) else { throw unknown(name) }
      switch option.effect {
      case .value(let placeholder, let accepted, let apply):
        let value = if let given { given } else { try next(&rest, for: name, placeholder) }
        guard apply(&options, value) else {
          throw usage("\(name): \"\(value)\" is no \(placeholder)", hint: "accepted: \(accepted)")
        }
      case .flag, .help, .version, .manual:
        guard given == nil else { throw usage("\(name) takes no value", hint: "write \(name) alone") }
        switch option.effect {
        case .help: return .help
        case .version: return .version
        case .manual: return .manual
        case .flag(let apply): apply(&options)
        case .value: break
        }
      }
    }
    if let missing = wanted.first(where: \.isRequired) {
      throw usage("\(missing.placeholder) is missing", hint: "write \(name) \(missing.placeholder)")
    }
    if let complaint = disagreement(options) { throw complaint }
    return .run(options)
  }

  /// Gives an argument to the next operand that waits for one.
  private func take(
    _ argument: String, _ wanted: inout ArraySlice<Operand<Options>>, _ options: inout Options
  ) throws(Complaint) {
    guard let operand = wanted.first else { throw unexpected(argument) }
    if !operand.isRepeated { wanted.removeFirst() }
    guard operand.apply(&options, argument) else {
      throw usage("\"\(argument)\" is no \(operand.placeholder)", hint: "accepted: \(operand.accepted)")
    }
  }

  /// A complaint about the command line.
  private func usage(_ what: String, hint: String) -> Complaint { Complaint(what, hint: hint, exit: .usage) }

  /// The option's name and, in `--name=value` and `-n5`, its value.
  private func split(_ argument: String) -> (name: String, value: String?) {
    let short = String(argument.prefix(2))
    if short != argument, options.contains(where: { $0.isCalled(short) && $0.placeholder != nil }) {
      let value = argument.dropFirst(2)
      return (short, String(value.first == "=" ? value.dropFirst() : value))
    }
    guard let sign = argument.utf8.firstIndex(of: UInt8(ascii: "=")) else { return (argument, nil) }
    return (String(argument[..<sign]), String(argument[argument.utf8.index(after: sign)...]))
  }

  /// The argument after an option that takes a value.
  private func next(
    _ rest: inout ArraySlice<String>, for name: String, _ placeholder: String
  ) throws(Complaint) -> String {
    guard let value = rest.popFirst() else {
      throw usage("\(name) needs a value", hint: "write \(name) \(placeholder)")
    }
    // `--config --check`: a forgotten value, not a file of that name.
    guard value.utf8.first != UInt8(ascii: "-") || value == "-" else {
      throw usage(
        "\(name) needs a value, and \"\(value)\" looks like an option",
        hint: "write \(name) \(placeholder), or \(name)=\(value) when that is the value")
    }
    return value
  }

  private func unknown(_ name: String) -> Complaint {
    let typed = String(name.drop { $0 == "-" })
    let nearest = NearestWord.to(typed, among: options.lazy.map(\.name))
    return usage(
      "unknown option \"\(name)\"",
      hint: nearest.map { "did you mean --\($0)?" } ?? "see \(self.name) --help for the options")
  }

  private func unexpected(_ operand: String) -> Complaint {
    let hint =
      operands.isEmpty
      ? "\(name) takes options only, see \(name) --help"
      : "quote a text of several words; see \(name) --help"
    return usage("unexpected argument \"\(operand)\"", hint: hint)
  }
}

extension Option {
  fileprivate func isCalled(_ word: String) -> Bool { word == "--\(name)" || word == letter.map { "-\($0)" } }
}
