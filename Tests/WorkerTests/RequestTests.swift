import Application
import Configuration
import Output
import Sites
import Synchronization
import TestSupport
import Testing
import Text

/// Questions of commands that need no process.
@Suite struct RequestTests {
  @Test("The status of sites is asked without a process, and is unknown for those that cannot be found")
  func status() throws {
    let heard = Mutex<[String]>([])
    let listener = Listener(warn: { text in heard.withLock { $0.append(text) } })
    let (answer, level) = StatusRequest(states: [], lateAfter: nil).answer(
      SiteListing(sites: sites("shop", "blog"), warnings: ["one is missing"]), listener)
    #expect(level == .tryAgain)
    #expect(heard.withLock { $0 } == ["one is missing"])
    let lines = try Renderer(format: .csv).text(answer).split(whereSeparator: \.isNewline)
    #expect(lines.dropFirst().map { $0.prefix { $0 != "," } } == ["shop", "blog"])
    #expect(lines.dropFirst().allSatisfy { $0.contains("unknown") })
  }

  @Test("The settings that hold are asked without a process, from the variables that are given")
  func settings() async throws {
    try await Folder.with { folder in
      let path = try folder.write("tokenledger.yml", "worker: {jobs: 7}\n")
      let environment: EnvironmentVariables = ["TOKENLEDGER_CONFIG": path]
      let answer = try ConfigCheckRequest(config: nil, site: SiteRequest()).answer(
        ConfigurationSearch(environment: environment, currentDirectory: folder.path),
        SiteFinder(environment: environment, currentDirectory: folder.path, standardInput: { [] }),
        environment: environment, Listener(warn: { _ in }))
      #expect(answer.fault == nil)
      let lines = try Renderer(format: .csv).text(answer).split(whereSeparator: \.isNewline)
      let config = try #require(lines.first { $0.hasPrefix("config,") })
      #expect(config.contains(path) && config.contains("environment, TOKENLEDGER_CONFIG"))
      let jobs = try #require(lines.first { $0.hasPrefix("worker.jobs,") })
      #expect(jobs.hasPrefix("worker.jobs,7,") && jobs.contains("\(path), line 1"))
    }
  }
}
