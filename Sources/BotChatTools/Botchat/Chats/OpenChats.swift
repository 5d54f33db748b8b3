import BotChatSystem

/// The chat files of a world as far as this user can open them, and why not the others.
struct OpenChats {
  /// Each chat's file; nil where it could not be opened.
  private(set) var files: [ChatFile?] = []
  /// Why a file is left out, by the index of the chat.
  ///
  /// One in the state folder is not named, since only the relay's user can open it.
  private(set) var obstacles: [Int: Complaint] = [:]

  private let paths: [String]

  init(_ world: ChatWorld) {
    paths = world.chats.map(\.path)
    for (home, chat) in world.chats.enumerated() {
      do throws(Complaint) {
        files.append(try chat.open())
      } catch {
        files.append(nil)
        if !chat.isInState { obstacles[home] = error }
      }
    }
  }

  /// The first of them, in the order of the configuration.
  var obstacle: Complaint? { sorted.first?.value }

  /// The first that keeps something back: in a file that is not there nobody has written anything.
  var failure: Complaint? {
    sorted.first { home, obstacle in
      obstacle.exit == .permission || FileIdentity(at: paths[home]) != nil
    }?.value
  }

  /// In the order of the configuration.
  var sorted: [(key: Int, value: Complaint)] { obstacles.sorted { $0.key < $1.key } }
}
