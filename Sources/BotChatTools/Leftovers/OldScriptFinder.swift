import BotChatCore
import BotChatSystem

/// Finds the shell scripts that the toolkit replaces: the relay, the monitors, their starter and health check.
///
/// One that runs beside ours delivers or wakes twice; a crontab line brings it back (R16).
struct OldScriptFinder {
  /// One of them, where it runs or is started.
  struct Found {
    enum Place {
      case process(Int32)
      case crontab(Crontabs.Line)
    }

    let name: String
    let place: Place
  }

  /// The names of the bots: `monitor-ross.sh` is one of them where there is a Ross.
  let bots: [String]
  var table = ProcessTable()

  /// Crontab lines first: as long as they stand there, what is ended comes back.
  func find() -> [Found] {
    let lines = (Crontabs().lines() + UserCrontab.lines()).compactMap { line -> Found? in
      guard let word = line.words(endingIn: ".sh").first(where: { isOld($0, in: nil) }) else { return nil }
      return Found(name: PathText.divide(word).name, place: .crontab(line))
    }
    let running = (try? table.find { OldScriptName.isWorthReading(PathText.divide($0).name) }) ?? []
    return lines
      + running.filter { isOld($0.script, in: table.workingFolder(of: $0.pid)) }.map {
        Found(name: PathText.divide($0.script).name, place: .process($0.pid))
      }
  }

  private static let longest = 256 << 10

  private func isOld(_ path: String, in folder: String?) -> Bool {
    let name = PathText.divide(path).name
    if OldScriptName.isCertain(name) { return true }
    guard OldScriptName.isPossible(name) else { return false }
    if OldScriptName.names(name, anyOf: bots) { return true }
    guard let whole = PathText.isAbsolute(path) ? path : folder.map({ "\($0)/\(path)" }),
      let bytes = try? SmallFile.read(whole, limit: Self.longest)
    else { return false }
    return OldScriptName.isAboutChats(String(decoding: bytes, as: UTF8.self))
  }
}

extension OldScriptFinder.Found {
  var finding: Finding {
    switch place {
    case .process(let pid) where name == OldScripts.relay:
      Finding(
        .stranger, name, .critical,
        found: "the old \(name) runs as process \(pid); both together would deliver twice",
        expected: "it has ended", cure: cure)
    case .process(let pid):
      Finding(
        .stranger, name, .warning, found: "the old \(name) runs as process \(pid)", expected: "it has ended",
        cure: cure)
    case .crontab(let line):
      Finding(
        .stranger, name, .warning, found: "\(line) would start it", expected: "a crontab without it",
        cure: cure)
    }
  }

  /// Where it stands or runs, for people.
  var what: String {
    switch place {
    case .process(let pid): "\(name) runs as process \(pid)"
    case .crontab(let line): "\(line)"
    }
  }

  /// The command that ends it, or takes it out.
  var cure: String {
    switch place {
    case .process(let pid): return "kill \(pid)"
    case .crontab(let line):
      let (folder, user) = PathText.divide(line.path)
      if folder.hasSuffix("/crontabs") || line.path == UserCrontab.name {
        let whose = line.path == UserCrontab.name ? "" : " -u \(user)"
        return "crontab\(whose) -l | grep -vxF -e \(ShellText.word(line.text)) | crontab\(whose) -"
      }
      return "sed -i '\(line.number)s/^/#/' \(ShellText.word(line.path))"
    }
  }
}
