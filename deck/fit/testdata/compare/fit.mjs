// Fits one review log with fsrs-rs and prints what prep's own fit is set beside: one line of JSON.
//
//   npm install && node fit.mjs LOG.csv [SPLITS] [RUNS]
//
// The log has the columns that `prep export --reviews` writes; days are those of UTC and begin at 4:00. SPLITS is how
// many time-series splits to fit besides the whole log: 5 unless told, 0 for none. Of RUNS fits to the whole log, 1 unless
// told, the quickest counts.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { computeParameters, FSRSBindingItem, FSRSBindingReview } from '@open-spaced-repetition/binding'

const [file, splits = '5', runs = '1'] = process.argv.slice(2)
const LEARNING = 1 // and 0, new

const histories = new Map()
let columns
for await (const line of createInterface({ input: createReadStream(file) })) {
  const cells = line.split(',')
  if (!columns) {
    columns = Object.fromEntries(cells.map((name, i) => [name, i]))
    continue
  }
  const time = Number(cells[columns.review_time])
  const review = {
    time,
    day: Math.floor((time / 3600e3 - 4) / 24),
    rating: Number(cells[columns.review_rating]),
    learning: Number(cells[columns.review_state]) <= LEARNING,
  }
  const card = cells[columns.card_id]
  if (!histories.has(card)) histories.set(card, [])
  histories.get(card).push(review)
}

// What is fitted: for every review a day or more after the one before, the card's history up to and with it, from its
// last block of learning reviews on.
const targets = []
for (const all of histories.values()) {
  const end = all.findLastIndex((review) => review.learning)
  if (end < 0) continue
  let start = end
  while (start > 0 && all[start - 1].learning) start--
  const history = []
  let before
  for (const review of all.slice(start)) {
    const elapsed = before ? Math.max(review.day - before.day, 0) : 0
    history.push(new FSRSBindingReview(review.rating, elapsed))
    if (elapsed > 0) targets.push({ time: review.time, item: new FSRSBindingItem(history) })
    before = review
  }
}
targets.sort((a, b) => a.time - b.time)
const items = targets.map((target) => target.item)

async function fit(items) {
  const start = performance.now()
  const used = process.cpuUsage()
  const parameters = await computeParameters(items, { enableShortTerm: true, timeout: 1 })
  const cpu = process.cpuUsage(used)
  return { parameters, seconds: (performance.now() - start) / 1e3, cpu: (cpu.user + cpu.system) / 1e6 }
}

const part = Math.floor(items.length / (Number(splits) + 1))
const past = []
for (let n = 1; n <= Number(splits); n++) past.push((await fit(items.slice(0, n * part))).parameters)
let best
for (let run = 0; run < Number(runs); run++) {
  const found = await fit(items)
  if (!best || found.seconds < best.seconds) best = found
}
console.log(JSON.stringify({ targets: items.length, ...best, splits: past }))
