#!/usr/bin/env node
/** Reads topics of Redress as a team of its own would. See README.md. */
import { setTimeout } from 'node:timers/promises';
import { beginning, logOf } from '@redress/contracts';
import { Kafka, logLevel } from 'kafkajs';
import { readHistory } from './history.mjs';
import { readOptions } from './options.mjs';
import { ProgressFolder } from './progress.mjs';
import { readEvent } from './read-event.mjs';

const options = readOptions();
const [clientId, brokers] = [options.group, options.brokers.split(',')];
const kafka = new Kafka({ clientId, brokers, logLevel: logLevel.NOTHING });
const quick = { sessionTimeout: 10_000, maxWaitTimeInMs: 500 };
const consumer = kafka.consumer({ groupId: options.group, ...quick });
const folder = new ProgressFolder(options.progress);
const topics = options.topics.split(',').map((name) => `${options.prefix}${name}`);

/** Where each partition ended when we began. @type {Map<string, number>} */
const ends = new Map();
/** @type {Map<string, import('./progress.mjs').Progress>} of the partitions that the group gave us */
const ours = new Map();
/** Aborted when it is time to go, with the error if there is one. */
const stop = new AbortController();

/** @type {(topic: string) => import('@redress/contracts').LogName} */
function logBehind(topic) {
  const log = logOf(topic.slice(options.prefix.length));
  if (log) return log;
  throw new Error(`${topic} is no topic of Redress`);
}

/** Notes where the topics end, and sets right what our progress says of them. */
async function lookAtTopics() {
  const admin = kafka.admin();
  await admin.connect();
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      const part = `${topic}/${partition}`;
      ends.set(part, Number(high));
      const fresh = { next: Number(low), counts: {} };
      const saved = folder.read(part);
      if (options.from === 'beginning') folder.write(part, { ...fresh, range: beginning });
      else if (!saved) folder.write(part, fresh);
      // The topic was made anew, or is no longer kept so far back. The chain tells what is missing.
      else if (saved.next < Number(low) || saved.next > Number(high)) {
        folder.write(part, { ...saved, next: Number(low) });
      }
    }
  }
  await admin.disconnect();
}

/**
 * Reads over HTTP what was there before the topics begin, or before we have come; then the topics go on
 * where it ends, and what they have of it is dropped as a repeat.
 *
 * @param {string} url
 */
async function catchUp(url) {
  for (const part of ends.keys()) {
    const [topic = '', partition = ''] = part.split('/');
    const saved = folder.read(part);
    const progress = { next: 0, counts: {}, ...saved, range: saved?.range ?? beginning };
    const of = { log: logBehind(topic), partition: Number(partition) };
    await readHistory({ url, token: options.token }, of, progress, (next) =>
      folder.write(part, next),
    );
  }
}

/**
 * Whoever joins reads on from the progress; what the group has committed decides nothing.
 *
 * @param {import('kafkajs').ConsumerGroupJoinEvent} event
 */
function resume({ payload: { memberAssignment } }) {
  ours.clear();
  for (const [topic, partitions] of Object.entries(memberAssignment)) {
    for (const partition of partitions) {
      const progress = folder.read(`${topic}/${partition}`);
      if (!progress) throw new Error(`${topic}/${partition} was not there when we began`);
      ours.set(`${topic}/${partition}`, progress);
      consumer.seek({ topic, partition, offset: String(progress.next) });
    }
  }
}

/** @param {import('kafkajs').EachBatchPayload} payload */
async function eachBatch({ batch: { topic, partition, messages } }) {
  const part = `${topic}/${partition}`;
  let progress = ours.get(part);
  if (!progress || stop.signal.aborted) return;
  try {
    for (const { offset, key, value, headers } of messages) {
      const record = { partition, offset: Number(offset), key, value, headers: textsOf(headers) };
      progress = readEvent(logBehind(topic), progress, record);
    }
  } catch (error) {
    stop.abort(error);
  }
  // Also before an error: what is proven stays proven.
  folder.write(part, progress);
  ours.set(part, progress);
}

/** @param {import('kafkajs').IHeaders} [headers] */
function textsOf(headers = {}) {
  const texts = Object.entries(headers).map(([name, each]) => [name, String([each].flat().at(-1))]);
  return Object.fromEntries(texts);
}

function isCaughtUp() {
  return [...ends].every(([part, end]) => (ours.get(part)?.next ?? -1) >= end);
}

function report() {
  /** @type {Record<string, number>} */
  const totals = {};
  for (const [part, { range, counts }] of ours) {
    if (!range || range.after === range.upTo) continue;
    console.log(`${part}: complete from ${range.after + 1} to ${range.upTo}`);
    for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
  }
  for (const name of Object.keys(totals).sort()) console.log(`${name}: ${totals[name]}`);
}

async function main() {
  topics.forEach(logBehind);
  await lookAtTopics();
  if (options['from-history']) await catchUp(options['from-history']);
  consumer.on(consumer.events.GROUP_JOIN, resume);
  consumer.on(consumer.events.CRASH, ({ payload: { restart, error } }) => {
    if (!restart) stop.abort(error);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort(null));
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({ autoCommit: false, eachBatch });
  while (!stop.signal.aborted) {
    if (options.once && isCaughtUp()) stop.abort(null);
    else await setTimeout(100);
  }
  await consumer.disconnect();
  report();
  if (stop.signal.reason) throw stop.signal.reason;
}

await main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
