/// How long a link waits for things, in nanoseconds.
package struct LinkTiming: Sendable {
  /// For the hub's answer to what was sent.
  package var answer: Int64 = 60_000_000_000
  /// For the hub's word that it knows us and that we are in the room.
  package var greeting: Int64 = 20_000_000_000
  /// Between questions to the other side, whether it is there.
  package var probe: Int64 = 60_000_000_000
  /// After so long in the room a quarrel about it is over.
  package var peace: Int64 = 120_000_000_000
  /// Between tries where the hub or the network is away.
  package var away: Backoff
  /// Between tries where the hub does not want us: somebody has to change something first.
  package var unwelcome: Backoff
  /// Before a message that was not taken is sent again.
  package var again: Backoff

  /// `seed` sets apart what many links would else do at one moment.
  package init(seed: UInt64) {
    away = Backoff(first: .seconds(1), most: .minutes(1), seed: seed)
    unwelcome = Backoff(first: .seconds(15), most: .minutes(5), seed: seed)
    // A hub counts refusals, and cuts off whoever gets one more often than every second.
    again = Backoff(first: .seconds(2), most: .seconds(30), seed: seed)
  }
}
