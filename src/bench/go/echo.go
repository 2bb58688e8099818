// An echo server: a goroutine for each connection. Argument: the port on 127.0.0.1.
package main

import (
	"log"
	"net"
	"os"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go echo(connection)
	}
}

// Not io.Copy, which would splice: bytes that never reach the program are not what the others do.
func echo(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, 8*1024)
	for {
		count, err := connection.Read(buffer)
		if err != nil {
			return
		}
		if _, err := connection.Write(buffer[:count]); err != nil {
			return
		}
	}
}
