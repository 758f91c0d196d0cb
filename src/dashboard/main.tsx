/** Starts the page. */
import { render } from "preact";
import { App } from "./app.tsx";
import { keepFresh, openShop } from "./live/shop.ts";

const page = document.getElementById("page");
if (page !== null) render(<App />, page);
keepFresh();
void openShop();
