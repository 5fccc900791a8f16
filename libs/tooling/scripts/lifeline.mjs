/**
 * Loaded into a supervised program before its own code. When the supervisor is killed, the channel
 * to it closes and the program stops as if it had been asked to, instead of living on unseen.
 */
process.channel?.unref();
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
