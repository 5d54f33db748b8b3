import BotChatCore
import BotChatSystem

/// The progress file of a daemon, which its main loop writes with each poll, for whoever asks whether it moves (H2).
struct LifeMarkFile {
  private let file: ProgressMark
  /// Read once: it costs several looks into /proc.
  private let holder = ThisProcess.holder

  /// Throws as ``ProgressMark/init(in:_:)``.
  init(in folder: StateFolder, _ name: String) throws(SystemError) {
    file = try ProgressMark(in: folder, name)
  }

  /// Says that the loop came by just now, with this configuration in force.
  func write(_ source: ConfigurationFile) {
    write(config: source.digest, changed: source.hasChanged, path: source.path)
  }

  /// The same, for another kind of configuration.
  func write(config: String, changed: Bool, path: String) {
    file.write(
      LifeMark(
        pid: holder.pid, start: holder.startTime, steady: MonotonicClock.now(), config: config,
        changed: changed, version: Version.current, path: path
      ).text)
  }
}
