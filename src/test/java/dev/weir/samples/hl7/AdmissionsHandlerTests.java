package dev.weir.samples.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameFormat;
import dev.weir.samples.ProtocolPageSettings;
import dev.weir.test.FrameTestClient;
import dev.weir.test.TcpTestClient;
import dev.weir.test.WeirTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.convention.TestBean;

/** What an author of {@link AdmissionsHandler} tests: acknowledgements, refusals, segments and ends. */
@Timeout(60)
@WeirTest(listeners = "admissions")
@ProtocolPageSettings
@Import(AdmissionsConfiguration.class)
class AdmissionsHandlerTests {

    private static final FrameFormat MLLP = FrameFormat.mllp(1000);

    private static final String ADMISSION = """
            MSH|^~\\&|REG|NORTH|ADT|NORTH|20260304101500||ADT^A01^ADT_A01|C1|P|2.5
            EVN||20260304101500
            PID|1||4711^^^NORTH^MR||Müller^Zoë
            PV1|1|I
            """.replace('\n', '\r');

    @TestBean
    @SuppressWarnings("unused") // the context has it
    private Admission.Store store;

    static Admission.Store store() {
        return admission -> {
            if (admission.patient().equals("13")) {
                throw new IllegalStateException("on purpose");
            }
        };
    }

    @Test
    void acknowledgesAnAdmission(TcpTestClient client) {
        assertThat(client.framed(MLLP).send(ADMISSION).receiveText()).contains("\rMSA|AA|C1\r");
    }

    @Test
    void refusesAnAdmissionWithoutPatientAndAcceptsTheNextOne(TcpTestClient client) {
        FrameTestClient hospital = client.framed(MLLP);
        assertThat(hospital.send(ADMISSION.replace("4711", "")).receiveText()).contains("\rMSA|AE|C1\r");
        assertThat(hospital.send(ADMISSION).receiveText()).contains("\rMSA|AA|C1\r");
    }

    @Test
    void refusesAnAdmissionThatIsNotKeptAndDoesNotSayWhy(TcpTestClient client) {
        assertThat(client.framed(MLLP).send(ADMISSION.replace("4711", "13")).receiveText())
                .contains("\rMSA|AR|C1\r")
                .doesNotContain("on purpose");
    }

    @Test
    void anAdmissionMayComeInSeveralSegments(TcpTestClient client) {
        client.segments("\013", ADMISSION.substring(0, 90), ADMISSION.substring(90), "\034", "\r");
        assertThat(client.framed(MLLP).receiveText()).contains("\rMSA|AA|C1\r");
    }

    @Test
    void endsAfterTheLastAcknowledgement(TcpTestClient client) {
        FrameTestClient hospital = client.framed(MLLP).send(ADMISSION);
        client.endsInput();
        assertThat(hospital.receiveText()).contains("\rMSA|AA|C1\r");
        client.thenEnds();
    }

    @Test
    void endsAtAMessageThatIsNotHl7(TcpTestClient client) {
        client.framed(MLLP).send("GET / HTTP/1.1").client().thenEnds();
    }
}
