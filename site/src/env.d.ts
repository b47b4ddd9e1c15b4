declare namespace App {
  interface Locals {
    /** The reader's language, on pages whose address carries none. */
    language: import('orkestr/contract').Language;
    /** Given by the server; absent while pages are prerendered. */
    orkestr?: import('orkestr/contract').SiteAccess;
  }
}
