/**
 * Everything that peers, operators and machines do to a server, with real sockets, and what the server has to make of it:
 * other streams go on, figures stay exact, nothing is left behind.
 */
package dev.weir.faults;
