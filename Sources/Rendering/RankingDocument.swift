import Ledger
import Reports

/// Rankings in JSON.
struct RankingsDocument: Encodable {
  let assistants: RankingDocument
  let pages: RankingDocument
  let users: RankingDocument

  init(_ rankings: Rankings) {
    assistants = RankingDocument(rankings.assistants)
    pages = RankingDocument(rankings.pages)
    users = RankingDocument(rankings.users)
  }
}

/// A ranking in JSON: the largest, and the sum of the others.
struct RankingDocument: Encodable {
  let largest: [Named]
  let otherCount: Int
  let other: CountDocument

  struct Named: Encodable {
    let id: String
    let name: String
    let totalTokens: Int
    let promptTokens: Int
    let completionTokens: Int
    let requests: Int

    init(_ usage: NamedUsage) {
      id = usage.id
      name = usage.name
      totalTokens = usage.count.total
      promptTokens = usage.count.prompt
      completionTokens = usage.count.completion
      requests = usage.count.requests
    }
  }

  init(_ ranking: Ranking) {
    largest = ranking.top.map(Named.init)
    otherCount = ranking.otherCount
    other = CountDocument(ranking.other)
  }
}
