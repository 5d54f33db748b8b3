// The least that Node's ws can do as a hub: it hands on and answers, and keeps nothing.
const { WebSocketServer } = require('ws')

const rooms = new Map()
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
server.on('listening', () => console.log('ready', server.address().port))
server.on('connection', socket => {
  let bot
  socket.on('message', text => {
    const frame = JSON.parse(text)
    if (frame.type === 'auth') {
      bot = frame.token
      socket.send('{"type":"auth_ok"}')
    } else if (frame.type === 'join') {
      if (!rooms.has(frame.room)) rooms.set(frame.room, new Set())
      rooms.get(frame.room).add(socket)
      socket.send(JSON.stringify({ type: 'joined', room: frame.room, members: [] }))
    } else if (frame.type === 'message') {
      const out = JSON.stringify({ type: 'message', room: frame.room, from: bot, text: frame.text })
      let delivered = 0
      for (const other of rooms.get(frame.room)) {
        if (other !== socket) {
          other.send(out)
          delivered += 1
        }
      }
      socket.send(JSON.stringify({ type: 'ack', room: frame.room, delivered }))
    }
  })
  socket.on('close', () => { for (const room of rooms.values()) room.delete(socket) })
})
