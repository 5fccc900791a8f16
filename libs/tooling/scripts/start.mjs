#!/usr/bin/env node
/** Behind `npm start`: all services in one process on an embedded PostgreSQL. */
import { launch } from './launch.mjs';

process.exitCode = await launch('apps/standalone/dist/main.js', process.argv.slice(2));
