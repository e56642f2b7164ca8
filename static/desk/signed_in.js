// Tells the desk's tab that we are signed in again, and makes way for it.
localStorage.setItem("desk-signed-in", String(Date.now()));
window.close();
