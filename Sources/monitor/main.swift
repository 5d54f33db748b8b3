import BotChatSystem
import BotChatTools

ThisProcess.exit(MonitorTool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
