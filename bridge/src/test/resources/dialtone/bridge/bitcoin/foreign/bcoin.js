// A regtest node of bcoin, a full node that is not ours, driven by lines: mine COUNT [KEY-HASH], height, mempool, hangup. Each is answered by one line.
//   node bcoin.js FOLDER-WITH-NODE_MODULES PORT legacy|open TRICKLE-MS [HOST:PORT of bcoin nodes to connect to]...
process.env.NODE_BACKEND = 'js';
const [, , home, port, policy, trickleMs, ...others] = process.argv;
const { createRequire } = require('node:module');
const { join } = require('node:path');
const required = createRequire(join(home, 'package.json'));
const bcoin = required('bcoin');

bcoin.Peer.INV_INTERVAL = Number(trickleMs); // so often it tells each peer what is new; 5000 if nobody sets it

const keyHash = (hex) => bcoin.Address.fromProgram(0, Buffer.from(hex, 'hex')); // its own addresses begin with rb, not bcrt
const nobody = keyHash('01'.repeat(20));

const commands = {
  mine: async (count, hash) => {
    for (let i = 0; i < Number(count); i++) {
      await node.chain.add(await node.miner.mineBlock(null, hash ? keyHash(hash) : nobody));
    }
    return `mined ${count}`;
  },
  height: () => `height ${node.chain.height}`,
  mempool: () => `mempool ${node.mempool.getSnapshot().length}`,
  hangup: () => {
    for (let peer = node.pool.peers.head(), next; peer; peer = next) {
      next = peer.next;
      if (!peer.outbound && !peer.agent.includes('/bcoin:')) peer.destroy();
    }
    return 'hung up';
  },
};

const node = new bcoin.FullNode({
  network: 'regtest',
  memory: true,
  listen: true,
  maxInbound: 100,
  host: '127.0.0.1',
  port: Number(port),
  httpPort: 0,
  noAuth: true,
  workers: false,
  requireStandard: policy === 'legacy',
  only: others.length ? others : ['127.0.0.1:1'], // looks for nobody else
  logLevel: 'none',
});
node.http.open = node.http.close = async () => {}; // nobody asks it by RPC
node.pool.discoverExternal = async () => {};

async function run() {
  await node.open();
  await node.connect();
  if (others.length) node.startSync();
  console.log('ready');
  let work = Promise.resolve();
  require('node:readline')
    .createInterface({ input: process.stdin })
    .on('line', (line) => {
      const [name, ...words] = line.trim().split(' ');
      work = work.then(async () => console.log(await commands[name](...words)));
    })
    .on('close', () => process.exit());
}

run().catch((error) => {
  console.log(`failed ${error.message}`);
  process.exit(1);
});
