import BotChatCore
import BotChatSystem

/// What all checks look at.
struct HealthWorld: Sendable {
  let source: ConfigurationFile
  let layout: Layout
  let roster: Roster
  /// Whether there is a state folder; no check makes one.
  let hasState: Bool
  /// Whether somebody stopped the toolkit, or is about to: then nothing is expected to run.
  let isStopped: Bool
  /// Whether somebody paused all deliveries and wakes.
  let isPaused: Bool
  /// Whether small things may be put right.
  let mayHeal: Bool

  init(_ source: ConfigurationFile, mode: Supervisor.Mode) {
    self.source = source
    layout = Layout(source.configuration, state: source.state)
    roster = layout.roster(source.configuration)
    let folder = try? Folder(path: source.state)
    hasState = folder != nil
    isStopped = (try? folder?.exists(HealthState.stopped)) == true
    isPaused = (try? folder?.exists("paused")) == true
    mayHeal = mode != .check && !isStopped
  }

  var configuration: Configuration { source.configuration }
  var state: String { source.state }
  var poll: Interval { configuration.relay.poll }
}
