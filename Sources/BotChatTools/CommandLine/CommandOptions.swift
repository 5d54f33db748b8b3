/// What a tool can be told on its command line: a value with all defaults, that options then change.
package protocol CommandOptions: Sendable {
  /// Nothing given.
  init()

  /// The configuration file that was named; nil: the usual places (DESIGN 6).
  var config: String? { get set }
}
