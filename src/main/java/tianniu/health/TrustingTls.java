package tianniu.health;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS that trusts any certificate. A probe asks whether the process answers, not who it is: it
 * sends no secret and believes nothing but a status; inside a container, where the name is {@code
 * localhost}, hardly any certificate would pass.
 */
final class TrustingTls {
  private static final SSLContext CONTEXT = context();

  private TrustingTls() {}

  /** The handshake is made with the first byte; closing it closes the socket below. */
  static Socket over(Socket socket, URI endpoint) throws IOException {
    String name = endpoint.getHost();
    SSLSocket secure =
        (SSLSocket) CONTEXT.getSocketFactory().createSocket(socket, name, socket.getPort(), true);
    secure.setUseClientMode(true);
    return secure;
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustEveryone()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /** Extended, because around the plain kind the JDK puts checks of its own. */
  private static final class TrustEveryone extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException("probes are clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException("probes are clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException("probes are clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
