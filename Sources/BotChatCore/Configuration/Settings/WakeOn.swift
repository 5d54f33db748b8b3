/// Which messages wake a bot.
///
/// Source: W1.
package enum WakeOn: String, SettingChoice {
  /// Those that name it, speak to all, or stand in its file without recipients.
  case addressed
  /// Every message that somebody else wrote into its file, whoever it is for.
  case others
}
