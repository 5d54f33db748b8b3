import BotChatCore
import BotChatFormat
import BotChatSystem

/// `link --check`: which hub and room, as whom, and every problem that can be seen from here, also what the hub says to
/// the token; changes nothing.
struct LinkCheck {
  private let source: ConfigurationFile
  private let bot: Bot
  private let link: Link
  private let paths: LinkPaths

  init(_ source: ConfigurationFile, _ bot: Bot, _ link: Link) {
    self.source = source
    self.bot = bot
    self.link = link
    paths = LinkPaths(bot.name, inState: source.state)
  }

  func run() -> ExitCode {
    say("configuration  \(source.path) (\(source.digest))")
    say("bot            \(bot.name)")
    say("chat           \(bot.chat(inState: source.state))")
    say("hub            \(link.hub)\(proxy)")
    say("room           \(link.room), where it is \(link.from)")
    say("headers        of \(([bot.name] + link.senders).joined(separator: ", ")); all others are quoted")
    say("without header \(audience)")
    say("state          \(paths.folder)\(holder)")
    say("")
    let problems = addressProblems + tokenProblems + hubProblems + senderProblems + stateProblems
    say(problems.isEmpty ? "no problems" : "problems:")
    for problem in problems { say("  \(problem)") }
    return problems.isEmpty ? .ok : .inputOutput
  }

  private var proxy: String {
    guard let address = try? WebAddress(socket: link.hub),
      let proxy = ProxyChoice.proxy(for: address, ThisProcess.environment)
    else { return "" }
    // What stands before the @ is a password.
    return ", through the proxy \(proxy.split(separator: "@").last ?? "")"
  }

  private var audience: String {
    link.to.isEmpty
      ? "to those who wrote to \(bot.name) since its last word" : "to \(link.to.joined(separator: ", "))"
  }

  private var holder: String {
    guard (try? LockFile.isHeld(paths.lock)) == true else { return "" }
    return ", held by a running link" + (LockFile.holder(paths.lock).map { ": process \($0.pid)" } ?? "")
  }

  private var addressProblems: [String] {
    do throws(HTTPError) {
      let address = try WebAddress(socket: link.hub)
      if address.isEncrypted || address.isLoopback { return [] }
      return ["\(link.hub) is not encrypted: everybody on the way can read the messages and the token"]
    } catch {
      return ["\(link.hub): \(error)"]
    }
  }

  private var tokenProblems: [String] {
    do throws(TokenError) {
      _ = try TokenFile(path: link.token).read()
      return []
    } catch {
      return ["\(error)"]
    }
  }

  /// The hub is only asked where a link would ask it, and nobody on the way could read the token.
  private var hubProblems: [String] {
    guard addressProblems.isEmpty, let token = try? TokenFile(path: link.token).read() else { return [] }
    return LinkVisit(link, token: token).problem().map { [$0] } ?? []
  }

  private var senderProblems: [String] {
    let roster = Layout(source.configuration, state: source.state).roster(source.configuration)
    guard let home = roster.members.first(where: { $0.name == bot.name })?.home else { return [] }
    return link.senders.filter { roster.standing(of: $0, at: home) != .local }.map {
      "\($0) is at home in another file here: the relay carries no message of that name out of this one"
    }
  }

  private var stateProblems: [String] {
    if let refusal = StateFolder.refusal(source.state) { return ["the state folder \(refusal)"] }
    guard let state = try? Folder(path: source.state), (try? state.exists("paused")) == true else {
      return []
    }
    return ["\(source.state)/paused stands there: nothing is sent or appended"]
  }

  private func say(_ text: String) { StandardOutput.write(Escaping.visible(text)) }
}
