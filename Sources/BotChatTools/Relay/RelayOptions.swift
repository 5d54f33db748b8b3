/// What `relay` can be told on its command line.
package struct RelayOptions: CommandOptions, Equatable {
  /// The configuration file that was named.
  package var config: String?
  /// Whether to carry what is there, and end.
  package var once = false
  /// Whether a first start sends the history (R13).
  package var backfill = false
  /// Whether the question of `backfill` is answered already.
  package var yes = false
  /// Where a first start begins; nil: after everything that is there (R13).
  package var since: HistoryStart?
  /// The folder of the old scripts' line counts, where a first start begins; nil: none (R13).
  package var fromOld: String?
  /// Whether to show what the configuration leads to, and end.
  package var check = false

  /// The option that says how a first start treats the history, if one was given.
  package var history: String? {
    if backfill { return "--backfill" }
    if since != nil { return "--since" }
    return fromOld == nil ? nil : "--from-old"
  }

  /// Nothing given.
  package init() {}
}
