import { TestEnvironment } from 'jest-environment-node';

// A worker of a killed run would finish its suite, and start one server after the other on the way.
const leave = () => process.exit(1);
process.once('disconnect', leave);
// Our listener keeps a worker alive, and Jest ends one by taking away its own.
process.on('removeListener', (event) => {
  if (event === 'message') process.off('disconnect', leave);
});

/**
 * Jest's own environment. A worker loads this file outside of the sandbox of the suites, where
 * alone it can hear that the run has gone. Jest wants a default export here.
 */
export default TestEnvironment;
