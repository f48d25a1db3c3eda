import { expect, test } from 'vitest'
import { refuseTarget } from './target.ts'

const strict = { allowPrivate: false }
const development = { allowPrivate: true }

const fine = [
  'https://hooks.example.com/coxswain',
  'https://hooks.example.com:443/',
  'https://hooks.example.com:8443/a?b=c@d#e',
  'https://hooks.example.com./',
  'https://HOOKS.EXAMPLE.COM/',
  'https://xn--bcher-kva.example.com/',
  'https://93.184.216.34/',
  'https://[2606:2800:220:1:248:1893:25c8:1946]/',
  'https://10.0.0.1.nip.io/',
]

/** Ways to write something that is not a public host's, as seen in reports about servers that fetch URLs. */
const hostile = [
  // Loopback, in every spelling that some parser knows.
  'https://127.0.0.1/',
  'https://127.0.0.1:8443/',
  'https://127.1/',
  'https://127.0.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0x0.0x0.0x1/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://0177.0.0.01/',
  'https://00000177.0.0.1/',
  'https://127.0.0.1./',
  'https://127.127.127.127/',
  'https://%31%32%37.0.0.1/',
  'https://127%2e0%2e0%2e1/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127。0。0。1/',
  'https://127．0．0．1/',
  'https://127｡0｡0｡1/',
  'https://0/',
  'https://0.0.0.0/',
  'https://[::]/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[0000::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::127.0.0.1]/',
  'https://[2002:7f00:1::]/',
  'https://[fe80::1%25eth0]/',
  'https://[fe80::1%eth0]/',
  // Names of oneself and of networks behind a door.
  'https://localhost/',
  'https://LOCALHOST/',
  'https://localhost./',
  'https://localhost:8443/',
  'https://a.localhost/',
  'https://localhost.localdomain/',
  'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
  'https://printer.local/',
  'https://vault.internal/',
  'https://wiki.corp/',
  'https://nas.lan/',
  'https://router.home/',
  'https://1.0.0.127.in-addr.arpa/',
  'https://hidden.onion/',
  'https://intranet/',
  'https://kubernetes.default.svc.cluster.local/',
  'https://a..example.com/',
  // Metadata of clouds.
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/latest/meta-data/',
  'https://0xa9fea9fe/',
  'https://0251.0376.0251.0376/',
  'https://[::ffff:169.254.169.254]/',
  'https://[fd00:ec2::254]/',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://100.100.100.200/',
  'https://192.0.0.192/',
  // Private networks.
  'https://10.0.0.1/',
  'https://10.1/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.0.1/',
  'https://192.168.257/',
  'https://100.64.0.1/',
  'https://[fc00::1]/',
  'https://[fe80::1]/',
  // Users that look like hosts, and hosts that look like users.
  'https://user:password@hooks.example.com/',
  'https://user@hooks.example.com/',
  'https://@hooks.example.com/',
  'https://:@hooks.example.com/',
  'https://hooks.example.com@127.0.0.1/',
  'https://hooks.example.com:443@127.0.0.1/',
  'https://127.0.0.1\\@hooks.example.com/',
  'https://hooks.example.com\\@127.0.0.1/',
  'https:\\\\127.0.0.1/',
  'https:127.0.0.1/',
  'https:///127.0.0.1/',
  'https://hooks.example.com /',
  'https://hooks.example.com\t/',
  // Other schemes and ports.
  'http://hooks.example.com/',
  'HTTP://hooks.example.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_',
  'ftp://hooks.example.com/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'ws://hooks.example.com/',
  'https://hooks.example.com:22/',
  'https://hooks.example.com:25/',
  'https://hooks.example.com:80/',
  'https://hooks.example.com:0/',
  'https://hooks.example.com:65536/',
  '//hooks.example.com/',
  '/hooks',
  '',
]

test('a public host is fine, under any of its names', () => {
  expect(fine.filter((url) => refuseTarget(url, strict) !== null)).toEqual([])
})

test('nothing else is, however it is written', () => {
  expect(hostile.length).toBeGreaterThan(60)
  expect(hostile.filter((url) => refuseTarget(url, strict) === null)).toEqual([])
})

test('development may reach itself, and still sends no password', () => {
  expect(refuseTarget('http://127.0.0.1:80/', development)).toBeNull()
  expect(refuseTarget('http://user:password@127.0.0.1/', development)).not.toBeNull()
  expect(refuseTarget('file:///etc/passwd', development)).not.toBeNull()
})
