import BotChatCore
import BotChatFormat
import BotChatSystem

/// A chat file, and what names mean in it.
struct Chat {
  let path: String
  /// Its place among the homes; nil: the file was named on the command line.
  let home: Int?
  /// Who lives there.
  let names: [String]
  /// Whether the relay makes it, in the state folder: the file of a person who has no `chat`.
  let isInState: Bool
  private let roster: Roster?

  /// A file alone: every header in it begins a message.
  init(path: String) {
    self.path = path
    home = nil
    names = []
    isInState = false
    roster = nil
  }

  init(path: String, home: Int, roster: Roster, state: String) {
    self.path = path
    self.home = home
    isInState = path.hasPrefix("\(state)/")
    self.roster = roster
    names = roster.homes[home].members.map { roster.members[$0].name }
  }

  /// What a reader knows who wants the messages that were written here, and not those that were carried here.
  var writtenHere: Vocabulary {
    guard let roster, let home else { return .everybodyIsLocal }
    return roster.vocabulary(at: home)
  }

  /// What a reader knows who wants every message that stands here, whoever brought it.
  var standingHere: Vocabulary {
    guard let roster, let home else { return .everybodyIsLocal }
    return roster.listeningVocabulary(at: home)
  }

  /// Opens the file.
  ///
  /// Throws a `Complaint` with exit 74, or 77 where it may not be read.
  func open() throws(Complaint) -> ChatFile {
    let home = HomeFile(path: path, isServed: false)
    do {
      _ = try home.holdFolder()
      guard let folder = home.folder else {
        throw Complaint("cannot open \(path): its folder is not there", exit: .inputOutput)
      }
      return try ChatFile(name: home.name, in: folder)
    } catch let complaint as Complaint {
      throw complaint
    } catch {
      throw complaint("cannot open the chat file", error)
    }
  }

  /// What is said of a failed call on this file, or beside it.
  func complaint(_ what: String, _ error: any Error) -> Complaint {
    let said = Self.complaint(what, error)
    guard isInState else { return said }
    let owner = names.first ?? "this person"
    var hint = said.hint
    if said.exit == .permission {
      hint = "only the relay's user can open the state folder: give \(owner) a \"chat\" in the configuration"
    } else if Self.isMissing(error) {
      hint = "the relay makes it when it starts: healthcheck --start"
    }
    return Complaint(said.what, hint: hint, exit: said.exit)
  }

  /// What is said of a failed call on a file: who may not is told so.
  static func complaint(_ what: String, _ error: any Error) -> Complaint {
    let isRefused = systemError(error)?.isRefused == true
    return Complaint(
      "\(what): \(error)",
      hint: isRefused
        ? "run this as a user who may: the bot's own, or root"
        : isMissing(error) ? "the file must exist: create it with `touch`" : nil,
      exit: isRefused ? .permission : .inputOutput)
  }

  private static func isMissing(_ error: any Error) -> Bool { systemError(error)?.isMissing == true }

  private static func systemError(_ error: any Error) -> SystemError? {
    (error as? SystemError) ?? (error as? ChatFileError)?.systemError ?? (error as? AppendError)?.systemError
  }
}
