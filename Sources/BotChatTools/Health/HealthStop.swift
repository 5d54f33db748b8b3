import BotChatCore
import BotChatSystem

/// `--stop`: ends everything, and leaves word that it is to stay so (H3).
struct HealthStop {
  private let source: ConfigurationFile
  private let state: HealthState
  private let programs: String

  init(_ source: ConfigurationFile, _ state: HealthState, programs: String) {
    self.source = source
    self.state = state
    self.programs = programs
  }

  func run() throws -> ExitCode {
    var hasFailed = false
    do throws(SystemError) {
      try state.setStopped(true)
    } catch {
      hasFailed = true
      say("stopped cannot be left in the state folder, so the next check starts everything again: \(error)")
    }
    let places = source.configuration.daemons.map { DaemonPlace($0, source, programs: programs) }
    let readings = places.map { DaemonObserver($0).read() }
    // All are asked before any is waited for.
    let stops = zip(places, readings).map { place, reading in
      reading.life == .absent ? nil : DaemonStop(place, reading)
    }
    for (place, (reading, stop)) in zip(places, zip(readings, stops)) {
      let name = place.daemon.title
      guard let stop else {
        say("\(name): it did not run")
        continue
      }
      if let why = stop.finish(within: DaemonStop.patience(source.configuration)) {
        hasFailed = true
        say("\(name): it could not be ended: \(why)")
      } else {
        say("\(name): ended" + (reading.process.map { " process \($0.pid)" } ?? ""))
      }
    }
    if state.isStopped { say("nothing is started until: healthcheck --start") }
    return hasFailed ? .critical : .ok
  }

  private func say(_ text: String) { StandardOutput.write(Escaping.visible(text)) }
}
