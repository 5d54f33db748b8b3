import BotChatCore
import BotChatFormat
import BotChatSystem

/// What `botchat status` shows, read from files and state.
struct StatusReport {
  struct Program {
    let name: String
    let isRunning: Bool
    /// How long it has run, nanoseconds; nil: it cannot be seen.
    let age: Int64?
    let version: String?
    let digest: String?
    /// Whether that is the configuration of the file.
    let isCurrent: Bool
  }

  struct Resident {
    let name: String
    let path: String
    let isPerson: Bool
    /// Why its file cannot be opened; nil: it can, or the relay has not made it yet.
    let obstacle: String?
    let lastOut: ChatMessage?
    let lastIn: ChatMessage?
    /// Whole messages in its file that the relay has not taken up.
    let untaken: Int
    /// What the state holds for its file, and since when, nanoseconds.
    let waiting: (count: Int, age: Int64)
    /// How its wakes go; nil: nobody wakes it.
    let wake: Finding?
    /// How its link stands to the hub; nil: it lives here.
    let room: Finding?
  }

  let programs: [Program]
  let residents: [Resident]
  /// What could not be delivered, and other troubles that the relay has listed.
  let problems: [Problem]
  let switches: [Finding]

  init(_ source: ConfigurationFile) {
    let world = HealthWorld(source, mode: .check)
    programs = source.configuration.daemons.map { Self.program($0, source) }
    switches = SwitchCheck(world: world).run()
    let state = try? StoredState(source.state)
    problems = ((try? state?.problems()) ?? []) + Problem.ofLinks(source)
    let positions = (try? state?.positions()) ?? [:]
    let outbox = (try? state?.outbox()) ?? []
    let chats = try? ChatWorld(config: source.path, chat: nil)
    let backlog = BacklogCheck(world: world)
    let open = chats.map(OpenChats.init)
    let tails = world.layout.homes.indices.map { Self.tail(chats?.chats[$0], open?.files[$0]) }
    residents = world.layout.residents.map { resident in
      let home = world.layout.homes[resident.home]
      let bot = source.configuration.bots.first { $0.name == resident.name }
      let recipient = chats.map { Recipient(resident.name, in: $0) }
      let messages = tails[resident.home]
      let row = outbox.first { $0.path == home }
      let age = row?.seen.map { max(0, WallClock.now() - $0 * 1_000_000) } ?? 0
      return Resident(
        name: resident.name, path: resident.path, isPerson: resident.isPerson,
        obstacle: open?.obstacles[resident.home]?.what,
        lastOut: messages.last { recipient?.isOwn($0.header) == true },
        lastIn: messages.last { recipient?.isMeant(by: $0.header) == true },
        untaken: backlog.source(resident.home, positions[home])?.messages ?? 0,
        waiting: (row?.count ?? 0, age),
        wake: bot.flatMap { bot in
          bot.wake.map { _ in
            WakeHealth.judge(
              bot.name, WakeCheck(world: world).reading(bot), isExpected: !world.isStopped)
          }
        },
        room: bot.flatMap { $0.link == nil ? nil : RoomCheck(world: world).finding($0) })
    }
  }

  /// Whether nothing wants to be looked at.
  var isWell: Bool {
    switches.isEmpty && programs.allSatisfy { $0.isRunning && $0.isCurrent }
      && residents.allSatisfy { $0.obstacle == nil }
      && residents.allSatisfy { [$0.wake, $0.room].allSatisfy { $0.map { $0.severity == .ok } ?? true } }
      && problems.isEmpty
  }

  private static func program(_ daemon: Daemon, _ source: ConfigurationFile) -> Program {
    let place = DaemonPlace(daemon, source, programs: ThisProcess.programs)
    let reading = DaemonObserver(place).read()
    let mark = reading.life == .absent ? nil : reading.mark
    return Program(
      name: daemon.title, isRunning: reading.life != .absent, age: reading.process?.age.nanoseconds,
      version: mark?.version, digest: mark?.config,
      isCurrent: mark.map { mark in place.digest.map { mark.config == $0 } ?? !mark.changed } ?? true)
  }

  private static func tail(_ chat: Chat?, _ file: ChatFile?) -> [ChatMessage] {
    guard let chat, let file else { return [] }
    return (try? ChatTail(file, chat.standingHere) { $0.count >= 50 })?.messages ?? []
  }
}
