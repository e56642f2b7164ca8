/**
 * The desk. Each module minds one thing and finds its elements by itself; what
 * they tell each other are events on the document:
 *   composer:ready  a composer is on the screen, its editor works
 *   composer:typed  something in it changed
 *   desk:saved      the server has the text of the composer `detail.key`
 */

import "./trouble.js";
import "./swaps.js";
import "./composer.js";
import "./keep.js";
import "./preview.js";
import "./slash.js";
import "./pictures.js";
import "./rows.js";
import "./pieces.js";
import "./stream.js";
import "./dialog.js";
import "./keys.js";
