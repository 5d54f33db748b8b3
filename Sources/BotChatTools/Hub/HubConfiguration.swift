import BotChatCore
import BotChatSystem

/// The hub's configuration as it was found and read, with the tokens of all files.
struct HubConfiguration: Sendable {
  let path: String
  let settings: HubSettings
  let tokens: TokenBook
  /// Twelve hex digits that name what is in force, tokens included.
  let digest: String
  /// The state folder.
  let state: String
  /// The file as it was when it was read.
  private let status: FileStatus

  /// Finds and reads it: `--config`, else `$BOTCHAT_HUB_CONFIG`, else the user's, else the machine's.
  ///
  /// Throws a `Complaint` with exit 78 that says what is wrong and where; never a token.
  init(named: String?) throws(Complaint) {
    path = try ConfigurationPlace.hub.find(named, home: ThisProcess.home)
    let bytes: [UInt8]
    (bytes, status) = try ConfigurationFile.read(path, .hub)
    let folder = ConfigurationFile.folder(of: path)
    let home = ThisProcess.home ?? ""
    let root = try ConfigurationFile.tree(path, bytes, hint: ConfigurationPlace.hub.empty)
    do throws(ConfigurationError) {
      settings = try HubSettings(root, file: path, folder: folder, home: home)
    } catch {
      throw Complaint(error)
    }
    tokens = try TokenBook(settings.tokens, in: path, isOpenToOthers: status.mode & 0o077 != 0, home: home)
    state = settings.state ?? Self.usualState(beside: path)
    digest = ConfigurationFile.digest(bytes + tokens.digest)
  }

  /// The state folder where the configuration at this path names none.
  static func usualState(beside path: String) -> String {
    (ConfigurationFile.usualState ?? "\(ConfigurationFile.folder(of: path))/.local/state/botchat") + "/hub"
  }

  /// Wall clock, nanoseconds since 1970: when the file became as it is.
  var changed: Int64 { status.changed }

  /// Whether another file stands at the path now than the one that was read, or none; one stat, nothing is read.
  var hasChanged: Bool { (try? FileStatus(path: path))?.hasContent(of: status) != true }
}
