package dev.hone.spark.ledger;

import java.io.Serializable;

/**
 * How a task reaches a job's ledger. Travels to executors with the tasks and prints without its
 * token.
 *
 * @param id the job's part in the ledger
 * @param folder where segments lie
 * @param host where the job's coordinator listens
 * @param port its port there
 * @param token what opens it
 * @param share among how many processes to share the rate where it cannot be reached
 */
record LedgerAccess(String id, String folder, String host, int port, String token, int share)
    implements Serializable {
  static LedgerAccess of(Ledger ledger, int share) {
    Lead lead = ledger.lead();
    return new LedgerAccess(
        lead.id(), ledger.folder(), lead.host(), lead.port(), lead.token(), share);
  }

  @Override
  public String toString() {
    return "LedgerAccess(" + folder + ")";
  }
}
