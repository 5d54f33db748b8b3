/// The scripts that shells load to complete the toolkit's words, made from the same tables as the help.
///
/// Values called `FILE` and `DIR` are completed as files; `BOT`, `NAME`, `A` and `B` as the names that the configuration
/// knows; `NAMES` and `A,B` as several of them with commas.
/// Source: bash(1) "Programmable Completion", zshcompsys(1), fish complete(1).
package enum Completions {
  package enum Shell: String, CaseIterable, Sendable {
    case bash
    case zsh
    case fish
  }

  package static func script(_ shell: Shell, _ tables: [CompletionTable]) -> String {
    switch shell {
    case .bash: tables.map(bash).joined(separator: "\n")
    case .zsh: zsh(tables)
    case .fish: tables.map(fish).joined(separator: "\n")
    }
  }

  private static let files: Set = ["FILE", "DIR"]
  private static let names: Set = ["BOT", "NAME", "A", "B"]
  private static let lists: Set = ["NAMES", "A,B"]
  private static let listing = "botchat names 2>/dev/null"
  private static let shells = Shell.allCases.map(\.rawValue).joined(separator: " ")

  // MARK: bash

  private static func bash(_ table: CompletionTable) -> String {
    let function = "_\(table.program)_words"
    var text = "\(function)() {\n"
    text += "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words command=\n"
    // bash takes --name=value for three words.
    text += "  if [[ $word == = ]]; then word=\n"
    text += "  elif [[ $before == = ]] && ((COMP_CWORD > 1)); then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
    text += "  local last=${word##*,}\n"
    if table.commands.isEmpty {
      text += "  words='\(list(table.entry))'\n"
    } else {
      text += "  ((COMP_CWORD == 1)) || command=${COMP_WORDS[1]}\n  case $command in\n"
      for (word, entry) in table.commands {
        text += "    \(word)) words=\"\(list(entry))\(operands(entry))\" ;;\n"
      }
      let words = table.commands.map(\.word) + table.entry.words.map(\.text)
      text += "    *) words='\(words.joined(separator: " "))' ;;\n  esac\n"
    }
    text += "  case $command:$before in\n"
    for (word, entry) in scopes(table) {
      let files = valued(entry, Self.files)
      let names = valued(entry, Self.names)
      let lists = valued(entry, Self.lists)
      if !files.isEmpty {
        text +=
          "    \(pattern(word, files))) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
      }
      if !names.isEmpty {
        text +=
          "    \(pattern(word, names))) COMPREPLY=($(compgen -W \"$(\(listing))\" -- \"$word\")); return ;;\n"
      }
      if !lists.isEmpty {
        text +=
          "    \(pattern(word, lists))) COMPREPLY=($(compgen -P \"${word%\"$last\"}\" -W \"$(\(listing))\" -- \"$last\")); return ;;\n"
      }
    }
    text += "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
    return text + "}\ncomplete -o default -F \(function) \(table.program)\n"
  }

  private static func scopes(_ table: CompletionTable) -> [(word: String, entry: CompletionTable.Entry)] {
    table.commands.isEmpty ? [("", table.entry)] : table.commands
  }

  /// What may stand beside the options, as far as it is known; files are completed where nothing else is.
  private static func operands(_ entry: CompletionTable.Entry) -> String {
    if entry.operands.contains(where: names.contains) { return " $(\(listing))" }
    return entry.operands == ["SHELL"] ? " \(shells)" : ""
  }

  private static func list(_ entry: CompletionTable.Entry) -> String {
    entry.words.map(\.text).joined(separator: " ")
  }

  private static func valued(_ entry: CompletionTable.Entry, _ placeholders: Set<String>) -> [String] {
    entry.words.filter { placeholders.contains($0.placeholder ?? "") }.map(\.text)
  }

  private static func pattern(_ command: String, _ words: [String]) -> String {
    words.map { "\(command):\($0)" }.joined(separator: " | ")
  }

  // MARK: zsh

  private static func zsh(_ tables: [CompletionTable]) -> String {
    // As a file in $fpath it is the function's body, and sourced it tells the shell of the function.
    let programs = tables.map(\.program).joined(separator: " ")
    var text = "#compdef \(programs)\n_botchat_words() {\ncase $service in\n"
    for table in tables {
      text += "  \(table.program))\n"
      if table.commands.isEmpty {
        text += "    _arguments \(specifications(table.entry))\n"
      } else {
        let words = table.commands.map { zshQuoted("\($0.word):\(plain($0.entry.summary))") }
        text += "    if ((CURRENT == 2)); then\n      local -a commands=(\(words.joined(separator: " ")))\n"
        text += "      _describe command commands\n      return\n    fi\n    local command=$words[2]\n"
        text += "    shift words; ((CURRENT--))\n    case $command in\n"
        for (word, entry) in table.commands {
          text += "      \(word)) _arguments \(specifications(entry)) ;;\n"
        }
        text += "    esac\n"
      }
      text += "    ;;\n"
    }
    text += "esac\n}\n"
    return text
      + "if [[ ${funcstack[1]} == _botchat ]]; then _botchat_words \"$@\"; else compdef _botchat_words \(programs); fi\n"
  }

  private static func specifications(_ entry: CompletionTable.Entry) -> String {
    let words = entry.words.map { word in
      let value = word.placeholder.map { ":\($0):\(action($0))" } ?? ""
      return zshQuoted("\(word.text)[\(plain(word.summary))]\(value)")
    }
    // One that nothing is known of is left out: with it zsh would no longer insert a single option.
    let operands = entry.operands.enumerated().filter { action($1) != " " }.map {
      zshQuoted("\($0 + 1):\($1):\(action($1))")
    }
    return (words + operands).joined(separator: " ")
  }

  /// What zsh does for a value; a list in braces is made when it is wanted.
  private static func action(_ placeholder: String) -> String {
    if files.contains(placeholder) { return "_files" }
    if names.contains(placeholder) { return "{compadd -- $(\(listing))}" }
    if lists.contains(placeholder) { return "{_sequence compadd - $(\(listing))}" }
    return placeholder == "SHELL" ? "(\(shells))" : " "
  }

  private static func zshQuoted(_ text: String) -> String { "'\(text)'" }

  /// Without what has a meaning in a specification.
  private static func plain(_ text: String) -> String {
    String(text.map { $0 == "'" ? "’" : $0 }.filter { !"[]:\\`$\"".contains($0) })
  }

  // MARK: fish

  private static func fish(_ table: CompletionTable) -> String {
    var text = ""
    for word in table.entry.words {
      text += line(table.program, table.commands.isEmpty ? nil : "__fish_use_subcommand", word)
    }
    for (command, entry) in table.commands {
      text +=
        "complete -c \(table.program) -f -n __fish_use_subcommand -a \(command) -d '\(plain(entry.summary))'\n"
      for word in entry.words {
        text += line(table.program, "'__fish_seen_subcommand_from \(command)'", word)
      }
      text += fishOperand(table.program, command, entry)
    }
    return text
  }

  private static func fishOperand(
    _ program: String, _ command: String, _ entry: CompletionTable.Entry
  ) -> String {
    let list: String
    if entry.operands.contains(where: names.contains) {
      list = "(\(listing))"
    } else if entry.operands == ["SHELL"] {
      list = shells
    } else {
      return ""
    }
    return "complete -c \(program) -f -n '__fish_seen_subcommand_from \(command)' -a '\(list)'\n"
  }

  private static func line(_ program: String, _ condition: String?, _ word: CompletionTable.Entry.Word)
    -> String
  {
    let name = word.text.hasPrefix("--") ? "-l \(word.text.dropFirst(2))" : "-s \(word.text.dropFirst())"
    let value: String =
      switch word.placeholder {
      case nil: ""
      case let placeholder? where files.contains(placeholder): " -r -F"
      case let placeholder? where names.contains(placeholder): " -x -a '(\(listing))'"
      case let placeholder? where lists.contains(placeholder):
        " -x -a '(__fish_complete_list , \"\(listing)\")'"
      default: " -x"
      }
    let when = condition.map { " -n \($0)" } ?? ""
    return "complete -c \(program)\(when) \(name)\(value) -d '\(plain(word.summary))'\n"
  }
}
