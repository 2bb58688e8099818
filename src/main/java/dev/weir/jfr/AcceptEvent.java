package dev.weir.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("dev.weir.Accept")
@Label("TCP Accept")
@Description("A connection has been accepted and admitted")
final class AcceptEvent extends ConnectionEvent {}
