/// What a person can do about a finding: a command to copy, or one sentence.
///
/// A check that knows better says so itself, in ``Finding/cure``.
package enum Cure {
  /// Nil for what is well, and where nobody knows more than the finding says.
  package static func of(_ finding: Finding) -> String? {
    if finding.severity == .ok { return nil }
    if let cure = finding.cure { return cure }
    switch finding.check {
    case .configuration:
      let path = ShellText.word(finding.subject)
      let trial = finding.subject.isEmpty ? "relay --check" : "hub --config \(path) --check"
      return "mend the file, then: \(trial)"
    case .switch: return finding.subject == "paused" ? "botchat resume" : "healthcheck --start"
    case .relay, .monitor, .link, .hub: return daemon(finding)
    case .serving: return "log/hub.log in the hub's state folder says more"
    case .room: return "link --bot \(finding.subject) --check; its log says more"
    case .stranger: return "end it, and whatever starts it again"
    case .canary, .backlog: return finding.severity == .critical ? "healthcheck" : "healthcheck --start"
    case .chat: return chat(finding)
    case .messages: return Problem.Kind(rawValue: finding.subject).flatMap(messages)
    case .wake: return wake(finding)
    case .state: return "look at what stands in the way, then: healthcheck"
    case .disk: return "make room, or have it mounted for writing: df -h \(ShellText.word(finding.subject))"
    case .inotify: return "raise the limit with sysctl -w, and in /etc/sysctl.d for the next boot"
    case .lock: return "healthcheck"
    case .clock: return "see that the clock is kept right: timedatectl"
    case .schedule, .cron:
      return "scripts/install, or a crontab line that calls healthcheck every five minutes"
    case .gateway: return "start the gateway of \(finding.subject), or reset its session"
    case .programs: return "install all programs of one version: scripts/install"
    case .alert:
      return "alert: { run: [PROGRAM, \"{text}\"] } in the configuration, then: botchat doctor --alert"
    case .container: return "start the container, and copy the programs of this version into it"
    case .instruction: return "take the line out"
    case .header: return "### DATE TIME ZONE - SENDER → RECIPIENT (#N), or: botchat send"
    case .step: return nil
    }
  }

  /// What a health check would have cured it cures; what it would have left alone says itself what is wanted.
  private static func daemon(_ finding: Finding) -> String? {
    if finding.done == Finding.untouched { return "healthcheck --start" }
    return finding.expected.isEmpty ? nil : "see to it: \(finding.expected)"
  }

  private static func chat(_ finding: Finding) -> String? {
    let path = ShellText.word(finding.subject)
    if finding.found.hasSuffix("is not there") { return "touch \(path)" }
    if finding.found.contains("hard links") {
      return "keep one name, and make the others symbolic links to it"
    }
    if finding.found.contains("symbolic link") { return "ln -sfn CHAT-FILE-OF-ANOTHER-BOT \(path)" }
    return "make it a plain file that its bot and the relay may write: ls -l \(path)"
  }

  private static func wake(_ finding: Finding) -> String? {
    if finding.found.hasPrefix("held") || finding.found.contains("paused") {
      return "botchat resume \(finding.subject)"
    }
    if finding.found.hasPrefix("nobody listens") { return "healthcheck --start" }
    return "monitor --bot \(finding.subject) --check"
  }

  private static func messages(_ kind: Problem.Kind) -> String? {
    switch kind {
    case .missing: "touch the file; what waits is delivered then"
    case .refused, .unwritable: "make it a plain file that the relay may write"
    case .misfiled, .stray, .nearHeader, .unknownRecipient, .oversize, .fragment:
      "botchat check FILE shows what is wrong in it, and in which line"
    case .split: "end the program that holds the old file open"
    case .anotherRelay: "end the other relay"
    case .erased: "let that bot append to its file, not rewrite it"
    case .state: "df -h, then: healthcheck"
    case .unjudged: "botchat log shows the messages; send again what was lost"
    case .untaken: "link --bot NAME --check, and the hub's limits; then write it again"
    case .watching: "raise fs.inotify.max_user_watches and max_user_instances with sysctl -w"
    }
  }
}
