import BotChatCore
import BotChatSystem

/// Sees what a daemon is doing, without asking it (H2).
struct DaemonObserver: Sendable {
  let place: DaemonPlace
  private let table = ProcessTable()

  init(_ place: DaemonPlace) { self.place = place }

  func read() -> DaemonReading {
    let life = life()
    let mark = mark()
    // After the mark, which else could lie in the future.
    return DaemonReading(life: life, mark: mark, steady: MonotonicClock.now())
  }

  /// The folder may be a container's, so a link in it is not followed.
  private func mark() -> LifeMark? {
    let (path, name) = PathText.divide(place.mark)
    guard (try? Folder(path: path)) != nil, let folder = try? StateFolder(path: path),
      let text = (try? folder.readSmall(name, limit: 16 << 10)).flatMap(\.self)
    else { return nil }
    return LifeMark(text: String(decoding: text, as: UTF8.self))
  }

  private func life() -> DaemonReading.Life {
    guard (try? LockFile.isHeld(place.lock)) == true else {
      guard place.via.isEmpty else { return .absent }
      if let process = astray() { return .unlocked(process, hasState: false) }
      guard let process = unlocked() else { return .absent }
      let state = PathText.divide(place.lock).folder
      let hasState = (try? Folder(path: state).exists(place.keepsake)) == true
      return .unlocked(process, hasState: hasState)
    }
    guard place.via.isEmpty, let holder = LockFile.holder(place.lock)?.identity, holds(holder),
      let process = reading(of: holder)
    else { return .elsewhere }
    return .present(process)
  }

  /// Whether this process has the lock file open.
  ///
  /// What stands in the file is no proof: a bot's folder is mounted into its container, which can write any number
  /// there, and what it names would be ended by us, as root.
  private func holds(_ process: ProcessIdentity) -> Bool {
    guard let file = FileIdentity(at: place.lock) else { return false }
    return table.openFiles(of: process.pid).contains { $0.file == file }
  }

  /// A process of the daemon whose lock file was deleted or replaced under it.
  private func unlocked() -> ProcessReading? {
    let (folder, name) = PathText.divide(place.lock)
    let resolved = (try? Folder(path: folder))?.resolvedPath ?? folder
    let path = "\(resolved)/\(name)"
    let now = FileIdentity(at: place.lock)
    for program in (try? table.running([place.daemon.program])) ?? [] {
      let lost = table.openFiles(of: program.identity.pid).contains {
        $0.path == path + ProcessTable.deleted || ($0.path == path && $0.file != now)
      }
      if lost { return reading(of: program.identity) }
    }
    return nil
  }

  /// A process that was started as the daemon is, some time ago, and has its lock in another folder: the state folder
  /// was renamed under it.
  private func astray() -> ProcessReading? {
    let name = PathText.divide(place.lock).name
    let state = FileIdentity(at: PathText.divide(place.lock).folder)
    for program in (try? table.running([place.daemon.program])) ?? [] {
      let pid = program.identity.pid
      guard table.commandLine(of: pid) == place.command, let process = reading(of: program.identity),
        process.age > .seconds(10)
      else { continue }
      let isElsewhere = table.openFiles(of: pid).contains { file in
        let (folder, other) = PathText.divide(file.path)
        return other == name && FileIdentity(at: folder) != state
      }
      if isElsewhere { return process }
    }
    return nil
  }

  private func reading(of process: ProcessIdentity) -> ProcessReading? {
    guard let status = table.status(of: process.pid), status.startTime == process.startTime else {
      return nil
    }
    let state: ProcessReading.State
    switch status.state {
    case .running: state = .running
    case .uninterruptible: state = .uninterruptible
    case .stopped: state = .stopped
    case .traced: state = .traced
    case .zombie: return nil
    }
    return ProcessReading(
      pid: process.pid, start: process.startTime,
      age: Interval(nanoseconds: status.age(at: BootClock.now())), state: state,
      binary: binary(of: process.pid), ticks: status.ticks)
  }

  private func binary(of pid: Int32) -> ProcessReading.Binary {
    // What may not be looked at is not held against it.
    guard let runs = table.program(of: pid) else { return .current }
    let (folder, name) = PathText.divide(place.command[0])
    guard let installed = try? Folder(path: folder).statusBehindLinks(of: name) else { return .missing }
    guard runs != installed.identity else { return .current }
    return .replaced(age: Interval(nanoseconds: max(0, WallClock.now() - installed.changed)))
  }
}
