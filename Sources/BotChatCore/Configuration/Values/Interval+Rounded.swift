extension Interval {
  /// The same stretch in whole units, for people: `1.4s` is `1s`, 100 seconds are `1m`, 50 hours are `2d`.
  package var rounded: Interval {
    let units: [Interval] = [.days(1), .hours(1), .minutes(1), .seconds(1), .milliseconds(1)]
    guard let unit = units.first(where: { nanoseconds >= $0.nanoseconds }) else { return .milliseconds(0) }
    return Interval(nanoseconds: nanoseconds / unit.nanoseconds * unit.nanoseconds)
  }
}
