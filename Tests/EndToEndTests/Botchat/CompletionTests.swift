import Glibc
import Testing

@Suite struct CompletionTests {
  @Test(
    "completions: bash completes commands, options, names and files",
    arguments: [
      ("botchat st", "status"), ("botchat send --f", "--from --file"), ("botchat send --from R", "Ross"),
      ("botchat unread --bot ''", "Ross John Coach"), ("botchat pause J", "John"),
      ("botchat completions f", "fish"), ("botchat send --to Ross,J", "Ross,John"),
      ("botchat log --between John,R", "John,Ross"), ("botchat doctor --send-test Ross J", "John"),
      ("botchat send --from = R", "Ross"), ("botchat send --from =", "Ross John Coach"),
      ("botchat send --file /etc/hostn", "/etc/hostname"),
      ("relay --ch", "--check"), ("monitor --bot C", "Coach"), ("healthcheck --js", "--json"),
    ])
  func bash(_ line: String, _ words: String) async throws {
    try await Village.with("Ross", "John", settings: .init(extra: "humans: [Coach]")) { village in
      // As bash calls it: in this shell, since there it answers.
      let script = """
        PATH=${0%/*}:$PATH; source <("$0" completions bash) || exit 1
        COMP_WORDS=(\(line)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        function=$(complete -p "${COMP_WORDS[0]}" | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $function; echo "${COMPREPLY[*]}"
        """
      let answer = try await village.botchat([], through: ["bash", "-c", script])
      try expect(answer.word == words, "\(line): \(answer.output)\(answer.errors)")
    }
  }

  @Test("completions: shells that are here find no fault in them", arguments: ["bash", "zsh", "fish"])
  func syntax(_ shell: String) async throws {
    try await Village.with("Ross", "John") { village in
      let answer = try await village.botchat("completions", shell)
      try Disk.write(answer.bytes, to: "\(village.folder)/script")
      try await village.script(
        "! command -v \(shell) || \(shell) -n \(village.folder)/script", as: "Ross")
    }
  }

  @Test(
    "completions: zsh takes the script sourced and as a file in its path",
    arguments: ["source <($0 completions zsh)", "$0 completions zsh > $d/_botchat; fpath=($d $fpath)"])
  func zsh(_ way: String) async throws {
    try await Village.with("Ross", "John") { village in
      // zsh in a terminal of its own, which runs what it has completed.
      let typed = """
        zmodload zsh/zpty
        zpty shell env d=$1 zsh -f -i
        zpty -w shell "0=$0; PATH=${0:h}:\\$PATH; autoload -U compinit; $2; echo rea''dy"
        zpty -r -m shell seen "*ready*"
        zpty -w shell $'botchat unread --bo\\tRos\\t'
        zpty -r -m shell seen "*new for Ross*"
        print -r -- $seen
        """
      let ways = way.contains("fpath") ? "\(way); compinit -u -D" : "compinit -u -D; \(way)"
      try Disk.write(typed, to: "\(village.folder)/typed")
      let script = """
        command -v zsh > /dev/null || { echo no zsh; exit; }
        zsh -f -c "$(cat \(village.folder)/typed)" "$0" \(village.folder) '\(ways)'
        """
      let answer = try await village.botchat([], through: ["bash", "-c", script])
      try expect(
        answer.output.contains("nothing new for Ross") || answer.word == "no zsh",
        answer.output + answer.errors)
    }
  }

  @Test("64: a shell that is none of these")
  func unknown() async throws {
    try await Village.with("Ross") { village in
      let answer = try await village.botchat("completions", "tcsh", ends: 64)
      try expect(answer.errors.contains("accepted: bash, zsh, fish"), answer.errors)
    }
  }

  @Test("names: the bots, then the people; each command explains itself")
  func words() async throws {
    try await Village.with("Ross", "John", settings: .init(extra: "humans: [Coach]")) { village in
      let names = try await village.botchat("names")
      try expect(names.lines == ["Ross", "John", "Coach"], names.output)
      let help = try await village.botchat("--help").output
      for word in ["send", "log", "unread", "ack", "show", "status", "check", "pause", "resume"] {
        try expect(help.contains("\n  \(word) "), "\(word) is not in the help")
        let own = try await village.botchat(word, "--help").output
        try expect(own.hasPrefix("botchat \(word) - ") && own.contains("\nexit codes:\n"), own)
      }
      let wrong = try await village.botchat("sned", ends: 64)
      try expect(wrong.errors.contains("did you mean botchat send?"), wrong.errors)
      try await village.botchat([], ends: 64)
      let early = try await village.botchat("--config", "x", "log", ends: 64)
      try expect(early.errors.contains("botchat COMMAND --config"), early.errors)
      try expect(try await village.botchat("help", "send").output.hasPrefix("botchat send - "), "help send")
    }
  }

  @Test("the man page of all commands is without a warning")
  func manual() async throws {
    try await Village.with("Ross") { village in
      let page = try await village.botchat("--man")
      try Disk.write(page.bytes, to: "\(village.folder)/botchat.1")
      try await village.script(
        "! command -v man || [ -z \"$(LC_ALL=C.UTF-8 MANROFFSEQ= man --warnings -E UTF-8 -l -Tutf8 -Z \(village.folder)/botchat.1 2>&1 >/dev/null)\" ]",
        as: "Ross")
    }
  }
}
