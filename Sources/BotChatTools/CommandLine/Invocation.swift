/// What a command line asks for.
package enum Invocation<Options: CommandOptions>: Sendable {
  /// The tool's work, with these options.
  case run(Options)
  /// The help text.
  case help
  /// The version.
  case version
  /// The man page.
  case manual
}

extension Invocation: Equatable where Options: Equatable {}
