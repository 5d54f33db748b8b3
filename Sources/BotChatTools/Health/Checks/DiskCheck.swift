import BotChatCore
import BotChatSystem

/// Whether there is room for bytes and for files, by what the file systems say and by writing some (H2).
struct DiskCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    var findings = [trial()].compactMap(\.self)
    var seen: Set<UInt64> = []
    for path in [world.state] + world.layout.homes.map({ PathText.divide($0).folder }) {
      guard let identity = FileIdentity(at: path), seen.insert(identity.device).inserted else { continue }
      findings += look(at: path)
    }
    return findings.isEmpty ? [.ok(.disk, found: "room for bytes and files")] : findings
  }

  private func trial() -> Finding? {
    guard world.hasState else { return nil }
    do {
      try WriteTrial.run(in: StateFolder(path: world.state))
      return nil
    } catch {
      return Finding(
        .disk, world.state, .critical, found: "64 KiB cannot be written: \(error)",
        expected: "a disk that takes them: what cannot be stored is not delivered")
    }
  }

  /// Fewer files than that are a problem: each delivery and each wake may need some.
  private static let fewestFiles = 1000

  private func look(at path: String) -> [Finding] {
    do throws(SystemError) {
      let room = try FileSystemRoom(at: path)
      let wanted = world.configuration.health.disk
      if room.isReadOnly {
        return [
          Finding(
            .disk, path, .critical, found: "its file system is read-only", expected: "one that can be written"
          )
        ]
      }
      var findings: [Finding] = []
      if room.bytes < wanted.bytes {
        findings.append(
          Finding(
            .disk, path, room.bytes < wanted.bytes / 10 ? .critical : .warning,
            found: "\(room.bytes >> 20) MiB are free", expected: "\(wanted.bytes >> 20) MiB or more"))
      }
      if let files = room.files, files < Self.fewestFiles {
        findings.append(
          Finding(
            .disk, path, files < Self.fewestFiles / 10 ? .critical : .warning,
            found: "\(files) more files can be made", expected: "\(Self.fewestFiles) inodes or more"))
      }
      return findings
    } catch {
      return [
        Finding(.disk, path, .unknown, found: "\(error)", expected: "a file system that tells its room")
      ]
    }
  }
}
