/* An echo server in one thread: what epoll(7) costs with nothing around it. Argument: the port on 127.0.0.1. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, EVENTS = 512, BACKLOG = 1024 };

/* What the peer did not take yet; one for each descriptor, empty for nearly all. */
struct rest {
    char *bytes;
    size_t from, to;
};

static int poller;
static struct rest rests[1 << 20];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int operation, int descriptor, unsigned events) {
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    if (epoll_ctl(poller, operation, descriptor, &event) < 0)
        fail("epoll_ctl");
}

static void finish(int descriptor) {
    free(rests[descriptor].bytes);
    memset(&rests[descriptor], 0, sizeof rests[descriptor]);
    close(descriptor);
}

static void accept_all(int server) {
    for (;;) {
        int one = 1, client = accept4(server, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0)
            return;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        watch(EPOLL_CTL_ADD, client, EPOLLIN);
    }
}

/* Keeps what is left and reads no more until it has gone. */
static void keep(int client, const char *bytes, size_t length) {
    struct rest *rest = &rests[client];
    rest->bytes = malloc(length);
    if (rest->bytes == NULL)
        fail("malloc");
    memcpy(rest->bytes, bytes, length);
    rest->from = 0;
    rest->to = length;
    watch(EPOLL_CTL_MOD, client, EPOLLOUT);
}

static void echo(int client) {
    static char buffer[BUFFER];
    ssize_t count = read(client, buffer, sizeof buffer);
    if (count <= 0) {
        if (count == 0 || errno != EAGAIN)
            finish(client);
        return;
    }
    ssize_t taken = write(client, buffer, count);
    if (taken < 0 && errno != EAGAIN)
        finish(client);
    else if (taken < count)
        keep(client, buffer + (taken < 0 ? 0 : taken), count - (taken < 0 ? 0 : taken));
}

static void go_on(int client) {
    struct rest *rest = &rests[client];
    ssize_t taken = write(client, rest->bytes + rest->from, rest->to - rest->from);
    if (taken < 0) {
        if (errno != EAGAIN)
            finish(client);
        return;
    }
    rest->from += taken;
    if (rest->from == rest->to) {
        free(rest->bytes);
        memset(rest, 0, sizeof *rest);
        watch(EPOLL_CTL_MOD, client, EPOLLIN);
    }
}

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event events[EVENTS];
    int one = 1, server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (argc != 2)
        return 2;
    address.sin_port = htons(atoi(argv[1]));
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(server, (struct sockaddr *)&address, sizeof address) < 0)
        fail("bind");
    if (listen(server, BACKLOG) < 0)
        fail("listen");
    poller = epoll_create1(EPOLL_CLOEXEC);
    watch(EPOLL_CTL_ADD, server, EPOLLIN);
    for (;;) {
        int ready = epoll_wait(poller, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == server)
                accept_all(server);
            else if (events[i].events & EPOLLOUT)
                go_on(events[i].data.fd);
            else
                echo(events[i].data.fd);
        }
    }
}
