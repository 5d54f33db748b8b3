import BotChatCore
import BotChatSystem

/// Who comes with which token; of the tokens themselves it holds only hashes.
struct TokenBook: Sendable {
  private struct Entry: Sendable {
    let hash: [UInt8]
    let holder: TokenHolder
  }

  private let entries: [Entry]

  /// Reads the tokens from wherever they are.
  ///
  /// - Parameters:
  ///   - tokens: where they are.
  ///   - path: the configuration's file.
  ///   - isOpenToOthers: whether others may read that, so that no token may stand in it.
  ///   - home: what `~` stands for.
  /// - Throws: a `Complaint` with exit 78.
  init(
    _ tokens: HubSettings.Tokens, in path: String, isOpenToOthers: Bool, home: String
  ) throws(Complaint) {
    var list: [HubToken]
    var place = path
    var isOpen = isOpenToOthers
    switch tokens {
    case .here(let here): list = here
    case .file(let file):
      place = file
      let (bytes, status) = try ConfigurationFile.read(file, .hub)
      isOpen = status.mode & 0o077 != 0
      let root = try ConfigurationFile.tree(file, bytes, hint: ConfigurationPlace.hub.empty)
      do throws(ConfigurationError) {
        list = try HubToken.read(
          root, file: file, folder: ConfigurationFile.folder(of: file), home: home)
      } catch {
        throw Complaint(error)
      }
    }
    var entries: [Entry] = []
    for token in list {
      let text: String
      switch token.place {
      case .text(let written):
        guard !isOpen else {
          throw Complaint(
            "\(place) holds tokens, and others may read it", hint: "chmod 600 \(place)", exit: .configuration)
        }
        text = written
      case .file(let file):
        do throws(TokenError) {
          text = try TokenFile(path: file).read()
        } catch {
          throw Complaint("the token of \(token.bot): \(error)", exit: .configuration)
        }
      }
      let (hash, key) = Self.hash(text)
      guard !entries.contains(where: { $0.hash == hash }) else {
        throw Complaint(
          "\(place): the token of \(token.bot) is also another's", hint: "each needs its own",
          exit: .configuration)
      }
      entries.append(Entry(hash: hash, holder: TokenHolder(bot: token.bot, key: key)))
    }
    self.entries = entries
  }

  /// The bots that have a token, each once.
  var bots: [String] {
    var bots: [String] = []
    for entry in entries where !bots.contains(entry.holder.bot) { bots.append(entry.holder.bot) }
    return bots
  }

  /// Changes with every token and bot.
  var digest: [UInt8] { entries.flatMap { $0.hash + Array($0.holder.bot.utf8) + [0] } }

  /// The holder of a token; every entry is compared, whichever it is.
  func holder(of token: String) -> TokenHolder? {
    let (hash, _) = Self.hash(token)
    var found: TokenHolder?
    for entry in entries where Hashing.equalConstantTime(entry.hash, hash) { found = entry.holder }
    return found
  }

  /// Whether somebody who was let in would be let in now.
  func isInForce(_ holder: TokenHolder) -> Bool { entries.contains { $0.holder == holder } }

  private static func hash(_ token: String) -> (bytes: [UInt8], key: UInt64) {
    let words = Array(token.utf8).withUnsafeBytes { Hashing.blake2b128($0) }
    let bytes = [words.0, words.1].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }
    return (bytes, words.0)
  }
}
