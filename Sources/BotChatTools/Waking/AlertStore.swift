import BotChatCore
import BotChatSystem

/// Where it is remembered what the person was told: in the state, and in memory while the disk takes nothing.
///
/// A disk that is full is just what the person has to be told of, and of that once, not with each check.
struct AlertStore {
  /// What is kept in memory is gone after a boot, and belongs to its user alone.
  private static let second = "/dev/shm"

  private let folder: StateFolder
  private let name: String

  init(_ name: String, in folder: StateFolder) {
    self.name = name
    self.folder = folder
  }

  func load() -> AlertMemory {
    // It is there only while it is newer.
    let bytes =
      stopgap(makes: false).flatMap { try? $0.readSmall(stopgapName, limit: 1 << 20) }
      ?? (try? folder.readSmall(name, limit: 1 << 20)) ?? []
    return AlertMemory(text: String(decoding: bytes, as: UTF8.self))
  }

  func store(_ memory: AlertMemory) {
    let bytes = Array(memory.text.utf8)
    do throws(SystemError) {
      try folder.writeAtomically(name, bytes, isDurable: false)
      _ = try? stopgap(makes: false)?.remove(stopgapName)
    } catch {
      try? stopgap(makes: true)?.writeAtomically(stopgapName, bytes, isDurable: false)
    }
  }

  /// The folder in memory; nil where it cannot be had, or is somebody else's.
  private func stopgap(makes: Bool) -> StateFolder? {
    let path = "\(Self.second)/botchat-\(ThisProcess.user)"
    guard makes || (try? Folder(path: path)) != nil else { return nil }
    return try? StateFolder(path: path)
  }

  /// Different for each state folder of a user.
  private var stopgapName: String {
    let hash = Array("\(folder.path)/\(name)".utf8).withUnsafeBytes { Hashing.blake2b128($0) }
    return "\(String(hash.0, radix: 16)).\(name)"
  }
}
