/// A bot: its name, where its chat file is, and how it is woken and watched.
///
/// Source: DESIGN 6.
package struct Bot: Sendable, Equatable {
  /// The name, as it stands in headers and in the names of its folders.
  package var name: String
  /// Other names that mean the same bot.
  package var aliases: [String]
  /// The absolute path of its chat file; nil for a bot with a link.
  package var chat: String?
  /// Where it is met when it lives on another machine; nil for a bot with a chat file.
  package var link: Link?
  /// How it is woken; nil: nobody wakes it.
  package var wake: Call?
  /// Which messages wake it (W1).
  package var wakeOn: WakeOn
  /// Who wakes it (W2).
  package var wakeBy: WakeBy
  /// The window in which messages share one wake (W4).
  package var burst: Interval
  /// How long it may stay silent; nil: for ever (W5).
  package var answer: Answer?
  /// What is run when it stays silent; nil: nothing (W5).
  package var rescue: Rescue?
  /// How its monitor is reached; nil: it runs beside the other tools, if at all.
  package var monitor: MonitorSettings?
  /// The gateway it lives in; nil: none is checked (H2).
  package var gateway: Gateway?

  /// Makes a bot; what is not given has its default.
  package init(
    name: String, aliases: [String] = [], chat: String? = nil, link: Link? = nil, wake: Call? = nil,
    wakeOn: WakeOn = .addressed, wakeBy: WakeBy = .anyone, burst: Interval = .milliseconds(250),
    answer: Answer? = nil, rescue: Rescue? = nil, monitor: MonitorSettings? = nil, gateway: Gateway? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.chat = chat
    self.link = link
    self.wake = wake
    self.wakeOn = wakeOn
    self.wakeBy = wakeBy
    self.burst = burst
    self.answer = answer
    self.rescue = rescue
    self.monitor = monitor
    self.gateway = gateway
  }

  /// The path of the chat file, absolute: the configured one, or the link's file in the state folder `state`.
  package func chat(inState state: String) -> String { chat ?? "\(state)/links/\(name)/BOT_CHAT.md" }
}
