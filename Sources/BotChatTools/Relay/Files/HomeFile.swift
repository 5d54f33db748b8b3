import BotChatCore
import BotChatSystem

/// The chat file of one home: its held folder, the file that is read, and the one before it.
final class HomeFile {
  let folderPath: String
  let name: String
  private let entry: EntryName?
  private(set) var folder: Folder?
  private(set) var file: ChatFile?
  /// Files that stood at the name before.
  private(set) var retired: [FileKey: ChatFile] = [:]
  /// Where the folder led, links resolved, when it was first opened.
  private var resolved: String?
  /// Why the folder cannot be opened, when it is there.
  private var obstacle: String?
  /// Whether the held folder is watched.
  var isWatched = false
  /// How a failure ends that says that the file's lock is taken (R16).
  static let servedByAnother = "is served by another relay"

  /// Whether the file is locked while it is read, as its one relay does (R16).
  private let isServed: Bool

  /// - Parameters:
  ///   - path: of the file itself, not of a link to it.
  ///   - isServed: whether it is to be locked, as its one relay does (R16); who only listens locks nothing.
  init(path: String, isServed: Bool = true) {
    self.isServed = isServed
    let (folder, name) = PathText.divide(path)
    self.name = name
    entry = try? EntryName(name)
    folderPath = folder.isEmpty ? "/" : folder
  }

  /// Opens the folder if it is not held, or if another one stands at its path now.
  ///
  /// - Returns: whether it was opened just now, so that it has to be watched.
  func holdFolder() throws(SystemError) -> Bool {
    if let folder, !folder.isStale { return false }
    folder = nil
    obstacle = nil
    do throws(SystemError) {
      let found = try Folder(path: folderPath)
      // Who owns the folder above may turn this one into a link to anywhere; only the owner of the
      // configuration can mean that, and says so by a reload.
      let place = found.resolvedPath
      if let resolved, resolved != place {
        obstacle = "\(folderPath) leads to \(place ?? "nowhere") now; reload to follow it"
        return false
      }
      resolved = place
      folder = found
    } catch {
      if !error.isMissing { obstacle = "\(error)" }
      throw error
    }
    return true
  }

  func look() -> Look {
    guard let folder, let entry else { return obstacle.map(Look.refused) ?? .missing }
    do {
      guard let status = try folder.status(of: entry) else { return .missing }
      switch status.kind {
      case .regular where status.links == 1: return .file(FileFacts(status))
      case .regular where status.links > 1:
        return .refused("\(folderPath)/\(name) has \(status.links) names (hard links)")
      case .regular: return .missing
      case .symlink:
        return .refused("\(folderPath)/\(name) is a symbolic link to nothing that is a configured chat")
      case .directory: return .refused("\(folderPath)/\(name) is a folder")
      case .fifo: return .refused("\(folderPath)/\(name) is a pipe")
      case .socket: return .refused("\(folderPath)/\(name) is a socket")
      case .device: return .refused("\(folderPath)/\(name) is a device")
      }
    } catch {
      return error.isMissing ? .missing : .refused("\(error)")
    }
  }

  /// Turns to the file that stands at the name now, and locks it for life (R16).
  func adopt(from pool: FilePool) throws(EffectFailure) {
    guard let folder else { throw EffectFailure("\(folderPath): the folder is not there") }
    let opened: ChatFile
    do {
      let found = try ChatFile(name: name, in: folder)
      if file?.identity == found.identity { return }
      // A file that comes back to its name is locked by ourselves already.
      opened = pool.take(found.identity) ?? retired.removeValue(forKey: FileKey(found.identity)) ?? found
      if isServed, opened === found, try !found.lockForLife() {
        throw EffectFailure("\(folderPath)/\(name) \(Self.servedByAnother)")
      }
    } catch let error as EffectFailure {
      throw error
    } catch {
      throw EffectFailure("\(error)")
    }
    if let file, file.identity != opened.identity { retired[FileKey(file.identity)] = file }
    file = opened
  }

  func dropRetired(_ key: FileKey) { retired[key] = nil }

  /// Gives the file away, for the layout that follows.
  func release(into pool: FilePool) {
    if let file { pool.put(file) }
    file = nil
    retired = [:]
  }

  /// Opens the same file afresh; after a failed sync the kernel forgets the error only with the descriptor.
  func reopen() throws(EffectFailure) {
    guard let folder, let identity = file?.identity else { return }
    let found: ChatFile
    do {
      found = try ChatFile(name: name, in: folder)
    } catch {
      throw EffectFailure("\(error)")
    }
    guard found.identity == identity else { return }
    try replace(by: found)
  }

  /// The lock belongs to the descriptor that goes: only then can the new one take it (R16).
  private func replace(by found: ChatFile) throws(EffectFailure) {
    file = found
    do {
      if try !isServed || found.lockForLife() { return }
    } catch {
      throw EffectFailure("\(error)")
    }
    throw EffectFailure("\(folderPath)/\(name) \(Self.servedByAnother)")
  }
}

/// Open chat files by identity: a new layout takes over the locks of the old one.
final class FilePool {
  private var files: [FileIdentity: ChatFile] = [:]

  func put(_ file: ChatFile) { files[file.identity] = file }

  func take(_ identity: FileIdentity) -> ChatFile? { files.removeValue(forKey: identity) }

  func clear() { files.removeAll() }
}

extension FileKey {
  init(_ identity: FileIdentity) { self.init(device: identity.device, inode: identity.inode) }
}

extension FileFacts {
  init(_ status: FileStatus) {
    self.init(key: FileKey(status.identity), size: status.size, modified: status.modified)
  }
}
