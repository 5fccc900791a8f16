#!/usr/bin/env node
/** Behind `npm run start:distributed`: the services as processes of their own on Kafka. */
import { launch } from './launch.mjs';

process.exitCode = await launch('apps/distributed/dist/main.js', process.argv.slice(2));
